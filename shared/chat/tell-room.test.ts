import { describe, expect, it } from 'vitest';
import type { RoomId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { Connection } from '../redis/connections.ts';
import { listenersOf, tellRoom } from './tell-room.ts';

const user = { id: 'ann' as UserId, username: 'ann' };
const room = 'r' as RoomId;
const typing = { type: 'typing', room, user, on: true } as const;
const read = { type: 'read', room, user, seq: 7 } as const;
const at = (name: string, connection: string): Connection => ({ user: name as UserId, connection });
const few = [at('ann', 'a1'), at('ann', 'a2'), at('ben', 'b1')];
const many = [...few, ...Array.from({ length: limits.signConnections }, (_, n) => at('cid', `c${n}`))];
const told = (all: readonly Connection[], frame: typeof typing | typeof read) =>
  listenersOf(all, { frame, from: 'a1' }).map(({ connection }) => connection);

describe('a passing sign', () => {
  it('goes to the others in a small room; what was read, to one’s own other devices too', () => {
    expect(told(few, typing)).toEqual(['b1']);
    expect(told(few, read)).toEqual(['a2', 'b1']);
  });

  it('goes to nobody in a large room, but what was read to one’s own other devices', () => {
    expect(told(many, typing)).toEqual([]);
    expect(told(many, read)).toEqual(['a2']);
  });

  it('reaches the rest when one connection is gone and another fails', async () => {
    const posted: string[] = [];
    const post = async (connection: string) => {
      if (connection === 'a2') return 'gone' as const;
      if (connection === 'b1') throw new Error('no');
      posted.push(connection);
      return 'posted' as const;
    };
    const all = [...few, at('cid', 'c1')];

    const count = await tellRoom({ roomConnections: async () => all, post }, { frame: read, from: 'a1' });

    expect({ count, posted }).toEqual({ count: 1, posted: ['c1'] });
  });
});
