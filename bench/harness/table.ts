import type { Row } from './row.ts';
import { median } from './statistics.ts';

export type Titles = { readonly ours: string; readonly peer: string };

/** Three digits, and all of a larger number. */
function format(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

function spread(values: readonly number[] | undefined): string[] {
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
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_title, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const write = (line: readonly string[]): string => {
    const padded = line.map((cell, column) =>
      column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `| ${padded.join(' | ')} |`;
  };
  const rule = widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [...lines.slice(0, 1), rule, ...lines.slice(1)].map(write).join('\n');
}
