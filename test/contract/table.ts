import { by } from './checks/by.ts';
import type { Breach } from './history.ts';

/** The counts of a run, one a line. */
export function table(counts: ReadonlyMap<string, number>): string {
  const rows = [...counts].sort(([a], [b]) => a.localeCompare(b));
  const width = Math.max(...rows.map(([what]) => what.length));
  return rows.map(([what, times]) => `${what.padEnd(width)} ${String(times).padStart(10)}`).join('\n');
}

/** The first few breaches of each kind, and how many more there are. */
export function linesOf(breaches: readonly Breach[]): readonly string[] {
  const kinds = by(breaches, ({ promise, is }) => `${promise} ${is}`);
  return [...kinds].flatMap(([kind, list]) => [
    ...list.slice(0, 5).map(({ text }) => `${kind}: ${text}`),
    ...(list.length > 5 ? [`${kind}: and ${list.length - 5} more`] : []),
  ]);
}

/** What it comes to, in a line. */
export function verdict(breaches: readonly Breach[]): string {
  const count = (...kinds: readonly Breach['is'][]) => breaches.filter(({ is }) => kinds.includes(is)).length;
  const other = breaches.length - count('lost', 'doubled', 'out of order');
  const rest = other === 0 ? '' : `, ${other} otherwise broken`;
  return `${count('lost')} lost, ${count('doubled')} doubled, ${count('out of order')} out of order${rest}`;
}
