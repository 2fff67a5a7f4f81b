import { expect, it } from 'vitest';
import type { SessionId, UserId } from '../protocol/ids.ts';
import { endConnections } from './end-connections.ts';

const user = 'ann' as UserId;
const ended = 'ended' as SessionId;

/** Ends a session; connections answer as told, one try after another, and are forgotten after the last answer. */
async function end(answers: Readonly<Record<string, readonly ('closed' | 'gone' | 'fails')[]>>) {
  const left = new Map(Object.entries(answers).map(([connection, list]) => [connection, [...list]]));
  const told: string[] = [];
  const pauses: number[] = [];
  await endConnections(
    {
      connectionsOf: async () =>
        [...left].map(([connection]) => ({
          connection,
          session: connection.startsWith('other') ? ('other' as SessionId) : ended,
          only: '',
        })),
      post: async (connection, frame) => {
        told.push(`${connection} ${JSON.parse(frame).code}`);
        return 'gone';
      },
      close: async (connection) => {
        const list = left.get(connection) ?? [];
        const answer = list.shift();
        if (list.length === 0) left.delete(connection);
        if (answer === 'closed' || answer === 'gone') return answer;
        throw new Error('not reached');
      },
      sleep: async (ms) => void pauses.push(ms),
      pausesMs: [0, 1_000, 2_000],
    },
    { user, sessions: [ended], code: 'logged_out' },
  );
  return { told, pauses };
}

it('closes the connections of the ended sessions, and no others', async () => {
  const found = await end({ a: ['closed'], other: ['closed'], b: ['closed'] });

  expect(found).toEqual({ told: ['a logged_out', 'b logged_out'], pauses: [] });
});

it('tries again where the gateway knows none, until that is closed or forgotten', async () => {
  const found = await end({ a: ['closed', 'closed'], late: ['gone', 'gone', 'closed'], left: ['gone'] });

  expect(found.told.slice(3)).toEqual(['late logged_out', 'late logged_out']);
  expect(found.pauses).toEqual([1_000, 2_000]);
});

it('gives up after three seconds, and at once on what can’t be reached', async () => {
  expect((await end({ a: ['gone', 'gone', 'gone', 'gone'] })).told).toHaveLength(3);
  expect((await end({ a: ['fails', 'closed'] })).told).toHaveLength(1);
});
