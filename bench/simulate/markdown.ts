/** A Markdown table that reads well as text, too: columns of text to the left, the others to the right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  texts: readonly number[] = [0],
): string {
  const lines = [head, ...rows];
  const widths = head.map((_title, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    texts.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const write = (line: readonly string[]) => `| ${line.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    texts.includes(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [write(head), write(rule), ...rows.map(write)].join('\n');
}

/** Whole numbers with their thousands set off; below ten with one decimal, unless they are whole. */
export function figure(value: number): string {
  if (value >= 10 || Number.isInteger(value)) return Math.round(value).toLocaleString('en');
  return value.toFixed(value < 1 ? 2 : 1);
}

/** Bytes in MiB or GiB. */
export const mebibytes = (bytes: number): string =>
  bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${figure(bytes / 2 ** 20)} MiB`;
