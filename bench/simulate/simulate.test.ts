import { describe, expect, it } from 'vitest';
import { limits } from '../../shared/protocol/limits.ts';
import { simulateBusyRoom } from './busy-room.ts';
import { Environments } from './environments.ts';
import { EventQueue } from './event-queue.ts';
import { Ledger } from './ledger.ts';
import { randomFrom } from './random.ts';
import { simulateSteady } from './steady.ts';
import { simulateStorm } from './storm.ts';
import { messagesPerSecond, pingsPerSecond } from './traffic.ts';

const seed = 7;

describe('the event queue', () => {
  it('runs events by time, and those of one time as they were planned', () => {
    const queue = new EventQueue();
    const random = randomFrom(seed);
    const ran: number[] = [];
    const times = Array.from({ length: 500 }, () => Math.floor(random() * 50));

    for (const at of times) queue.after(at, () => ran.push(at));
    const order: string[] = [];
    for (const name of ['first', 'second', 'third']) queue.after(50, () => order.push(name));
    queue.runUntil(50);

    expect(ran).toEqual(times.toSorted((left, right) => left - right));
    expect(order).toEqual(['first', 'second', 'third']);
  });
});

describe('the ledger', () => {
  it('knows how many invocations ran at one moment', () => {
    const ledger = new Ledger(1_000);

    ledger.invoke('ping', 0, 10);
    ledger.invoke('ping', 5, 10);
    ledger.invoke('sync', 9, 10);
    ledger.invoke('ping', 500, 10);

    expect([ledger.peakOf('ping'), ledger.peakOf('sync'), ledger.peak()]).toEqual([2, 1, 3]);
  });
});

describe('the environments of a function', () => {
  it('start for calls that find none free, and are taken again once they have answered', () => {
    const environments = new Environments(3);
    const callIn = (slot: number, calls: number) => {
      environments.next(slot);
      environments.call(slot, calls);
      return environments.started;
    };

    expect([callIn(1, 5), callIn(2, 5), callIn(3, 0), callIn(4, 5), callIn(5, 10)]).toEqual([
      5, 10, 10, 10, 10,
    ]);
  });
});

describe('a busy room', () => {
  const room = { members: 1_000, messagesPerSecond: 20, seconds: 60, seed };

  it('stays within its posts a second with group delivery, and reaches everybody in a second', () => {
    const run = simulateBusyRoom({ ...room, delivery: 'group' });

    expect(run.posts / 60).toBeLessThanOrEqual(limits.roomPostsPerSecond);
    expect(run.posts / 60).toBeGreaterThan(limits.roomPostsPerSecond * 0.9);
    expect(run.delayP99).toBeLessThan(1_000);
  });

  it('posts each message to each member without it', () => {
    const run = simulateBusyRoom({ ...room, delivery: 'plain' });

    expect(run.posts / run.messages).toBeGreaterThan(990);
  });

  it('posts a quiet message to each member once, whichever way', () => {
    const quiet = { members: 10, messagesPerSecond: 0.1, seconds: 600, seed };

    const group = simulateBusyRoom({ ...quiet, delivery: 'group' });
    const plain = simulateBusyRoom({ ...quiet, delivery: 'plain' });

    expect(group.posts).toBe(plain.posts);
    expect(group.deliverInvocations).toBe(0);
  });
});

describe('the busiest hour', () => {
  it('is the same for the same seed, and has the frames that its users send', () => {
    const steady = { connections: 10_000, delivery: 'group', seconds: 30, seed } as const;

    const run = simulateSteady(steady);
    const expected = 10_000 * (pingsPerSecond + messagesPerSecond);

    expect(simulateSteady(steady)).toEqual(run);
    expect(run.framesP99).toBeGreaterThan(expected);
    expect(run.framesP99).toBeLessThan(expected * 1.5);
  });
});

describe('everybody coming back', () => {
  const open = { rate: 1e9, burst: 1e9 };

  it('takes 12 s where nothing is in the way', () => {
    const run = simulateStorm({ connections: 5_000, http: open, connects: open, seed });

    expect(run.allSeconds).toBeCloseTo(12, 0);
    expect(run.triesMean).toBe(1);
  });

  it('takes as long as the quota of new connections lets it', () => {
    const connects = { rate: 500, burst: 50 };

    const run = simulateStorm({ connections: 50_000, http: open, connects, seed });

    expect(run.connectsPeak).toBeLessThanOrEqual(550);
    expect(run.allSeconds).toBeGreaterThanOrEqual(100);
    expect(run.allSeconds).toBeLessThan(150);
  });
});
