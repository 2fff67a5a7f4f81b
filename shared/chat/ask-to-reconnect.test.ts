import { describe, expect, it } from 'vitest';
import { askOf, askToReconnect } from './ask-to-reconnect.ts';

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

describe('asking a connection to reconnect', () => {
  it.each([
    [0, undefined],
    [114 * minute - 1, undefined],
    [114 * minute, 360],
    [119.5 * minute, 30],
    [120 * minute, 1],
    [130 * minute, 1],
    [-minute, undefined],
  ])('at an age of %d ms tells %s seconds', (ageMs, within) => {
    expect(askOf(ageMs)).toEqual(within && { type: 'reconnect', within });
  });

  it('posts to that connection, and to none that is young', async () => {
    const posts: unknown[] = [];
    const post = async (connection: string, frame: string) => {
      posts.push([connection, JSON.parse(frame)]);
      return connection === 'gone=' ? ('gone' as const) : ('posted' as const);
    };
    const deps = { post, now: () => start + 115 * minute };

    const asked = [
      await askToReconnect(deps, { connection: 'old=', connectedAt: start }),
      await askToReconnect(deps, { connection: 'young=', connectedAt: start + 2 * minute }),
      await askToReconnect(deps, { connection: 'gone=', connectedAt: start }),
    ];

    expect(asked).toEqual([true, false, false]);
    const ask = { type: 'reconnect', within: 300 };
    expect(posts).toEqual([
      ['old=', ask],
      ['gone=', ask],
    ]);
  });
});
