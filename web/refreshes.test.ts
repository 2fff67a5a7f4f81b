import { describe, expect, it } from 'vitest';
import { FakeClock, settle } from '../test/client/fake-clock.ts';
import { Refreshes } from './refreshes.ts';

function some() {
  const clock = new FakeClock();
  const loads: PromiseWithResolvers<void>[] = [];
  const load = () => {
    const one = Promise.withResolvers<void>();
    loads.push(one);
    return one.promise;
  };
  return { clock, loads, refreshes: new Refreshes({ clock, random: () => 0, load }) };
}

describe('a refresh of a room', () => {
  it('happens once more when there is news while it is under way, and not when the room is just lacking', async () => {
    const { loads, refreshes } = some();
    refreshes.need('r1');
    refreshes.need('r1');
    expect(loads).toHaveLength(1);

    refreshes.renew('r1');
    refreshes.renew('r1');
    loads[0]?.resolve();
    await settle();
    expect(loads).toHaveLength(2);
    loads[1]?.resolve();
    await settle();

    expect(loads).toHaveLength(2);
  });

  it('is tried again after a pause, or at once when the connection is back, one try at a time', async () => {
    const { clock, loads, refreshes } = some();
    refreshes.need('r1');
    loads[0]?.reject(new Error('no'));
    await settle();

    refreshes.renew('r1');
    refreshes.resume();
    refreshes.resume();
    expect({ loads: loads.length, timers: clock.waiting }).toEqual({ loads: 2, timers: 0 });
    loads[1]?.reject(new Error('no'));
    await clock.pass(1_000);

    expect(loads).toHaveLength(3);
  });

  it('waits while four others are under way, and is not begun after the end', async () => {
    const { loads, refreshes } = some();
    for (const room of ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7']) refreshes.need(room);
    expect(loads).toHaveLength(4);

    loads[0]?.resolve();
    loads[1]?.reject(new Error('no'));
    await settle();
    expect(loads).toHaveLength(6);
    refreshes.stop();
    for (const one of loads) one.resolve();
    await settle();

    expect(loads).toHaveLength(6);
  });

  it('is not tried again after the end', async () => {
    const { clock, loads, refreshes } = some();
    refreshes.need('r1');
    refreshes.need('r2');
    loads[0]?.reject(new Error('no'));
    await settle();

    refreshes.stop();
    loads[1]?.reject(new Error('no'));
    await clock.pass(60_000);

    expect({ loads: loads.length, timers: clock.waiting }).toEqual({ loads: 2, timers: 0 });
  });
});
