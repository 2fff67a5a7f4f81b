import type { Row } from './row.ts';
import { median } from './statistics.ts';

export type Titles = { readonly ours: string; readonly peer: string };

/** Three digits, and all of a larger number. */
function format(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

export function spread(values: readonly number[] | undefined): string[] {
  if (values === undefined) return ['–', '–'];
  return [format(median(values)), `${format(Math.min(...values))}–${format(Math.max(...values))}`];
}

function ratio(ours: readonly number[], peer: readonly number[] | undefined): string {
  const base = peer === undefined ? 0 : median(peer);
  return base === 0 ? '–' : `${format(median(ours) / base)}×`;
}

function cells({ name, unit, ours, peer }: Row): string[] {
  return [name, unit, ...spread(ours), ...spread(peer), ratio(ours, peer), String(ours.length)];
}

/** The rows as a Markdown table that reads well as text, too. */
export function formatTable(rows: readonly Row[], { ours, peer }: Titles): string {
  const head = ['measure', 'unit', ours, 'min–max', peer, 'min–max', 'ratio', 'runs'];
  return writeTable(head, rows.map(cells), (column) => column < 2);
}

/** Lines of cells as a Markdown table, with texts to the left and numbers to the right. */
export function writeTable(
  head: readonly string[],
  lines: readonly (readonly string[])[],
  isText: (column: number) => boolean,
): string {
  const widths = head.map((_title, column) =>
    Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)),
  );
  const pad = (cell: string, column: number): string =>
    isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const write = (line: readonly string[]): string => `| ${line.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    isText(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [head, rule, ...lines].map(write).join('\n');
}
