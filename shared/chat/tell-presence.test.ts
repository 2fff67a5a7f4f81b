import { describe, expect, it } from 'vitest';
import type { RoomId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { Connection } from '../redis/connections.ts';
import { listenersOf, tellPresence } from './tell-presence.ts';

const ann = { id: 'ann' as UserId, username: 'ann' };
const at = '2026-01-01T00:00:00.000Z';
const on = (name: string, connection: string): Connection => ({ user: name as UserId, connection });
const crowd = (count: number) => Array.from({ length: count }, (_, n) => on('cid', `c${n}`));

describe('who is told that somebody has come or gone', () => {
  it('is everybody else in the rooms that they share, on each connection once', () => {
    const rooms = [
      [on('ann', 'a1'), on('ben', 'b1'), on('ben', 'b2')],
      [on('ben', 'b1'), on('ann', 'a2'), on('cid', 'c1')],
      [],
    ];

    expect(listenersOf(ann.id, rooms)).toEqual(['b1', 'b2', 'c1']);
  });

  it('is nobody in a large room, unless they share a small one', () => {
    const large = crowd(limits.signConnections + 1);
    const small = [on('ann', 'a1'), on('cid', 'c7')];

    expect(listenersOf(ann.id, [large])).toEqual([]);
    expect(listenersOf(ann.id, [large, small])).toEqual(['c7']);
    expect(listenersOf(ann.id, [crowd(limits.signConnections)])).toHaveLength(limits.signConnections);
  });
});

describe('telling that somebody has come or gone', () => {
  const told = async (rooms: readonly (readonly Connection[])[], isInRooms = true) => {
    const posts: unknown[] = [];
    const asked: unknown[] = [];
    const count = await tellPresence(
      {
        readCompany: async (of) => {
          asked.push(of.rooms);
          return isInRooms ? { person: ann, rooms: rooms.map((_, n) => `r${n}` as RoomId) } : undefined;
        },
        someConnections: async ({ most }) => {
          asked.push(most);
          return rooms;
        },
        post: async (connection, text) => {
          if (connection === 'gone') return 'gone';
          if (connection === 'failing') throw new Error('no');
          posts.push([connection, JSON.parse(text)]);
          return 'posted';
        },
      },
      { user: ann.id, online: true, at },
    );
    return { count, posts, asked };
  };

  it('reaches the rest when one connection is gone and another fails, and looks at so many rooms and connections', async () => {
    const { count, posts, asked } = await told([[on('ben', 'gone'), on('ben', 'failing'), on('ben', 'b1')]]);

    expect(count).toBe(1);
    expect(posts).toEqual([['b1', { type: 'presence', user: ann, online: true, at }]]);
    expect(asked).toEqual([limits.presenceRooms, limits.signConnections + 1]);
  });

  it('reaches nobody when the user is in no room', async () => {
    expect(await told([[on('ben', 'b1')]], false)).toMatchObject({ count: 0, posts: [] });
  });
});
