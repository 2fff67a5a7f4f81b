import { expect } from 'vitest';
import { until } from '../until.ts';
import { bodiesAt, type Party, storedIn } from './party.ts';
import { expectRefusal } from './refusal.ts';
import type { Frame } from './socket.ts';

export const acked = (answers: readonly Frame[]) => answers.filter(({ type }) => type === 'ack');

/** What was acked is stored, what was not is told when to come back. */
export async function expectOnlyAcked(party: Party, answers: readonly Frame[], begun: number): Promise<void> {
  // Exactly five, in each window of ten seconds that the answers took.
  const windows = Math.ceil((performance.now() - begun) / 10_000);
  const passed = acked(answers).length;
  expect(passed).toBeGreaterThanOrEqual(5);
  expect(passed).toBeLessThanOrEqual(5 * windows);
  for (const error of answers.filter(({ type }) => type === 'error')) expectRefusal(error, 'rate_limited');
  expect(await storedIn(party)).toHaveLength(passed);
  await until(() => (bodiesAt(party.b).length >= passed ? true : undefined));
  expect(bodiesAt(party.b)).toHaveLength(passed);
}
