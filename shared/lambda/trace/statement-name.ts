const comments = /--.*$/gm;
const written = /\b(insert into|update|delete from)\s+([a-z_]+)/g;
const read = /\b(?:from|join)\s+([a-z_]+)\b(?!\s*\()/g;
const withNames = /(?:\bwith|,)\s+([a-z_]+)\s+as\s+\(/g;

const shown = 4;

/**
 * What a statement is called in a trace: what it writes (`update rooms + insert into events`), or else the tables that it
 * reads (`select sessions users`). Made of the statement's own words, which hold no value: values are parameters.
 */
export function statementName(sql: string): string {
  const text = sql.replaceAll(comments, '');
  const names = new Set([...text.matchAll(withNames)].map(([, name]) => name));
  const writes = [...text.matchAll(written)]
    .filter(([, , table]) => table !== 'set')
    .map(([, verb, table]) => `${verb} ${table}`);
  if (writes.length > 0) return [...new Set(writes)].slice(0, shown).join(' + ');
  const tables = [...text.matchAll(read)].flatMap(([, table]) => (table && !names.has(table) ? [table] : []));
  return ['select', ...new Set(tables)].slice(0, 1 + shown).join(' ');
}
