import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ChatError } from '../protocol/errors.ts';
import { outlasting } from './outlast.ts';

const away = new ChatError('cannot answer now', { code: 'unavailable' });

/** What fails so often, and what was asked of it. */
function callThat(fails: number, error: Error) {
  const asked: string[] = [];
  const run = async (what: string): Promise<string> => {
    asked.push(what);
    if (asked.length <= fails) throw error;
    return 'answer';
  };
  const sleep = async (ms: number) => void vi.advanceTimersByTime(ms);
  return { asked, call: outlasting(run, { forMs: 10_000, sleep }) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('asks again, the same, until it answers', async () => {
  const { asked, call } = callThat(3, away);

  expect(await call('one')).toBe('answer');
  await call('two');

  expect(asked).toEqual(['one', 'one', 'one', 'one', 'two']);
});

it('gives up when it was out of reach for so long', async () => {
  const { asked, call } = callThat(1_000, away);
  const start = performance.now();

  await expect(call('one')).rejects.toBe(away);

  expect(performance.now() - start).toBe(10_000);
  expect(asked).toHaveLength(51);
});

it('does not repeat what is refused', async () => {
  const refused = new Error('WRONGTYPE');
  const { asked, call } = callThat(1, refused);

  await expect(call('one')).rejects.toBe(refused);

  expect(asked).toHaveLength(1);
});
