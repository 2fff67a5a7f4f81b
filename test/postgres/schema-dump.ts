import type { Database } from '../../shared/postgres/database.ts';

/** Returns the definition of everything in the schema, a line each, in an order that does not change. */
const selectDefinitions = `
select line from (
  select 1 as part, c.relname as owner, a.attnum::int as place, format('column %s.%s %s%s%s%s',
    c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
    case when a.attnotnull then ' not null' else '' end,
    case a.attidentity when 'a' then ' identity' else '' end,
    coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) as line
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
  union all
  select 2, conrelid::regclass::text, 0, format('constraint %s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
  union all
  select 3, tablename::text, 0, indexdef from pg_indexes where schemaname = 'public'
  union all
  select 4, viewname::text, 0, format(E'view %s\\n%s', viewname, definition) from pg_views where schemaname = 'public'
  union all
  select 5, p.proname::text, 0, pg_get_functiondef(p.oid) from pg_proc p where pronamespace = 'public'::regnamespace
) everything
where owner <> 'migrations'
order by part, owner, place, line`;

export async function dumpSchema(database: Database): Promise<string> {
  const rows = await database.query<{ line: string }>(selectDefinitions, []);
  return `${rows.map(({ line }) => line).join('\n')}\n`;
}
