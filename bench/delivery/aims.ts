import { median } from '../harness/statistics.ts';
import { type Pair, postsPerDelivered } from './rows.ts';
import type { Run } from './sides.ts';

const verdict = (isMet: boolean, text: string): string => `${isMet ? 'met' : 'MISSED'}: ${text}`;

/** What was aimed at, and whether it was reached. */
export function aimsOf({ large, small }: { readonly large: Pair; readonly small: Pair }): readonly string[] {
  const middle = (runs: readonly Run[], read: (run: Run) => number): number => median(runs.map(read));
  const posts = middle(large.group, postsPerDelivered.read) / middle(large.plain, postsPerDelivered.read);
  const p99 = middle(large.group, (run) => run.p99);
  const group = middle(small.group, (run) => run.p50);
  const plain = middle(small.plain, (run) => run.p50);
  // A run of plain fan-out is slower than another one, too.
  const slowest = Math.max(...small.plain.map((run) => run.p50));
  return [
    verdict(posts <= 0.2, `posts in the large room are ${posts.toFixed(3)} of plain ones (at most a fifth)`),
    verdict(p99 < 1_000, `p99 in the large room is ${p99.toFixed(0)} ms (under 1 s)`),
    verdict(
      group <= slowest,
      `p50 in the small room is ${(group / plain).toFixed(2)} of plain fan-out (no slower than its slowest run)`,
    ),
  ];
}
