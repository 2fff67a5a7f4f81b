import { expect, it } from 'vitest';
import type { UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { closeUnreached } from './close-unreached.ts';

const user = 'u' as UserId;
const named = (connection: string) => ({ user, connection });

it('closes those that took nothing earlier either, and says which could not be', async () => {
  const closed: string[] = [];
  const known = new Set(['again', 'again, and fails', 'again, and gone']);

  const outcome = await closeUnreached(
    {
      noteUnreached: async ({ connection }) => known.has(connection),
      close: async (connection) => {
        if (connection.endsWith('fails')) throw new Error('no answer');
        closed.push(connection);
        return connection.endsWith('gone') ? 'gone' : 'closed';
      },
    },
    ['first time', ...known].map(named),
  );

  expect(closed).toEqual(['again', 'again, and gone']);
  expect(outcome).toEqual({ closed: closed.map(named), failed: 1 });
});

it('closes none when Redis can’t be asked', async () => {
  const closed: string[] = [];

  const outcome = await closeUnreached(
    {
      noteUnreached: () => Promise.reject(new Error('unavailable')),
      close: async (connection) => {
        closed.push(connection);
        return 'closed';
      },
    },
    [named('a'), named('b')],
  );

  expect(closed).toEqual([]);
  expect(outcome).toEqual({ closed: [], failed: 2 });
});

it('takes so many at a time', async () => {
  const asked: string[] = [];

  await closeUnreached(
    {
      noteUnreached: async ({ connection }) => {
        asked.push(connection);
        return false;
      },
      close: async () => 'closed',
    },
    Array.from({ length: limits.parallelPosts + 1 }, (_, n) => named(`${n}`)),
  );

  expect(asked).toHaveLength(limits.parallelPosts);
});
