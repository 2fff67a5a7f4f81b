import { describe, expect, it } from 'vitest';
import type { UserId } from '../protocol/ids.ts';
import type { Departure } from '../redis/departures.ts';
import { sweepDepartures } from './sweep-departures.ts';
import type { PresenceChange } from './tell-presence.ts';

const leftAt = Date.UTC(2026, 0, 1) / 1_000;
const people = (count: number): Departure[] =>
  Array.from({ length: count }, (_, n) => ({ user: `u${n}` as UserId, second: leftAt }));

/** Sweeps a list of those who have gone; `back` have a connection again. */
async function sweep(
  list: Departure[],
  {
    back = [],
    isTimeUp = () => false,
  }: { readonly back?: readonly string[]; readonly isTimeUp?: () => boolean } = {},
) {
  const told: PresenceChange[] = [];
  const seconds = new Set<number>();
  const count = await sweepDepartures(
    {
      takeDepartures: async (of) => {
        seconds.add(of.seconds);
        return list.splice(0, of.most);
      },
      noteAway: async (user) => {
        if (user === 'failing') throw new Error('no');
        return !back.includes(user);
      },
      tell: async (change) => void told.push(change),
    },
    { isTimeUp },
  );
  return { count, told, left: list.length, seconds: [...seconds] };
}

describe('the sweep of those who have gone', () => {
  it('tells since when they are, of those who have been gone for half a minute', async () => {
    const { count, told, seconds } = await sweep(people(1));

    expect(told).toEqual([{ user: 'u0', online: false, at: '2026-01-01T00:00:00.999Z' }]);
    expect({ count, seconds }).toEqual({ count: 1, seconds: [30] });
  });

  it('tells nothing of who is back, and goes on when one fails', async () => {
    const failing = { user: 'failing' as UserId, second: leftAt };

    const { count, told } = await sweep([failing, ...people(3)], { back: ['u1'] });

    expect(told.map(({ user }) => user)).toEqual(['u0', 'u2']);
    expect(count).toBe(2);
  });

  it('goes on until all were told, four thousand at most, and no longer than there is time', async () => {
    let looks = 0;

    const many = await sweep(people(120));
    const most = await sweep(people(4_001));
    const short = await sweep(people(120), { isTimeUp: () => ++looks > 1 });

    expect([many.count, most.count, short.count]).toEqual([120, 4_000, 100]);
    expect([many.left, most.left, short.left]).toEqual([0, 1, 20]);
  });
});
