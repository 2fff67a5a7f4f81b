import { describe, expect, it } from 'vitest';
import type { UserId } from '../shared/protocol/ids.ts';
import { Presences } from './presences.ts';

const ben = { id: 'ben' as UserId, username: 'ben' };
const at = (second: number) => `2026-01-01T00:00:0${second}.000Z`;

describe('who is online', () => {
  it('is as the list has it until something else is told', () => {
    const presences = new Presences();

    const before = presences.isOnline({ user: ben, online: false });
    presences.take({ user: ben, online: true, at: at(1) });

    expect([before, presences.isOnline({ user: ben, online: false })]).toEqual([false, true]);
    presences.clear();
    expect(presences.isOnline({ user: ben, online: false })).toBe(false);
  });

  it('is not changed by what is older than what was told before', () => {
    const presences = new Presences();

    const taken = [
      presences.take({ user: ben, online: true, at: at(5) }),
      presences.take({ user: ben, online: false, at: at(2) }),
      presences.take({ user: ben, online: true, at: at(5) }),
    ];

    expect(taken).toEqual([true, false, true]);
    expect(presences.isOnline({ user: ben, online: false })).toBe(true);
  });
});
