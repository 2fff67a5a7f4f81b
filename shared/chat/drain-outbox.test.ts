import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RoomId, UserId } from '../protocol/ids.ts';
import type { NextBatch } from '../redis/outbox.ts';
import { type DeliverCall, type DrainCommand, type DrainDeps, drainOutbox } from './drain-outbox.ts';

const room = 'r' as RoomId;
const entry = (seq: number) => ({ seq, epoch: 'e', text: `{"seq":${seq}}` });
const names = (count: number) => Array.from({ length: count }, (_, n) => `c${n}=`);

/** A room's outbox in memory, and a gateway that notes what is posted when. */
function roomWith({ waiting = [1], connections = 1 }: { waiting?: number[]; connections?: number } = {}) {
  const outbox = new Set(waiting);
  const posts: { readonly at: number; readonly to: string; readonly seqs: readonly number[] }[] = [];
  const marked: number[] = [];
  const forgotten: string[] = [];
  const called: DeliverCall[] = [];
  const unreached: string[] = [];
  const held: NextBatch[] = [];
  const deps: DrainDeps = {
    post: async (to, frame) => {
      posts.push({
        at: performance.now(),
        to,
        seqs: JSON.parse(frame).events.map((e: { seq: number }) => e.seq),
      });
      return 'posted';
    },
    takeBatch: async () => {
      const other = held.shift();
      if (other) return other;
      if (outbox.size === 0) return { kind: 'empty' };
      const entries = [...outbox].toSorted((a, b) => a - b).map(entry);
      const all = names(connections).map((connection) => ({ user: 'u' as UserId, connection }));
      return { kind: 'batch', entries, connections: all };
    },
    settle: async ({ seqs }) => {
      for (const seq of seqs) outbox.delete(seq);
    },
    forget: async (_, gone) => void forgotten.push(...gone.map(({ connection }) => connection)),
    markDelivered: async (_, seqs) => {
      marked.push(...seqs);
      return true;
    },
    closeUnreached: async (_, all) => {
      unreached.push(...all.map(({ connection }) => connection));
      return all.length;
    },
    callDeliver: async (call) => void called.push(call),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
  return { deps, outbox, posts, marked, forgotten, called, held, unreached };
}

async function drain(deps: DrainDeps, command: Partial<DrainCommand> = {}) {
  const drained = drainOutbox(deps, {
    room,
    token: 't',
    handed: undefined,
    workMs: 60_000,
    roomPostsPerSecond: 1_800,
    ...command,
  });
  await vi.runAllTimersAsync();
  return drained;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('draining a room’s outbox', () => {
  it('posts what waits as one frame to each connection, marks it and takes it out', async () => {
    const { deps, outbox, posts, marked } = roomWith({ waiting: [3, 1, 2], connections: 60 });

    expect(await drain(deps)).toEqual({
      batches: 1,
      events: 3,
      posted: 60,
      gone: 0,
      failed: 0,
      closed: 0,
      ended: 'empty',
    });

    expect(posts.map(({ to }) => to).toSorted()).toEqual(names(60).toSorted());
    for (const { seqs } of posts) expect(seqs).toEqual([1, 2, 3]);
    expect(marked).toEqual([1, 2, 3]);
    expect(outbox.size).toBe(0);
  });

  it('posts to a connection 1,800 times a second at most over the room: events gather meanwhile', async () => {
    const { deps, outbox, posts } = roomWith({ waiting: [1], connections: 900 });
    const settle = deps.settle;
    let next = 2;

    await drain({
      ...deps,
      settle: async (settlement) => {
        await settle(settlement);
        for (let n = 0; n < 3 && next <= 7; n++) outbox.add(next++);
      },
    });

    const toFirst = posts.filter(({ to }) => to === 'c0=');
    expect(toFirst.map(({ seqs }) => seqs)).toEqual([[1], [2, 3, 4], [5, 6, 7]]);
    for (const [n, { at }] of toFirst.entries()) expect(at - (toFirst[0]?.at ?? 0)).toBeCloseTo(n * 500, -1);
  });

  it('waits for a sender that is at it, and leaves the room to another deliverer', async () => {
    const waits = roomWith();
    waits.held.push({ kind: 'held', by: 'sender' }, { kind: 'held', by: 'sender' });
    expect(await drain(waits.deps)).toMatchObject({ events: 1, ended: 'empty' });

    const leaves = roomWith();
    leaves.held.push({ kind: 'held', by: 'deliver' });
    expect(await drain(leaves.deps)).toMatchObject({ events: 0, ended: 'held' });
    expect(leaves.outbox.size).toBe(1);
  });

  it('posts a handed batch only to those that are left, and newer events to all', async () => {
    const { deps, posts } = roomWith({ waiting: [1, 2], connections: 2 });
    const left = [{ user: 'u' as UserId, connection: 'c1=' }];

    await drain(deps, { handed: { seqs: [1], left } });

    expect(posts.map(({ to, seqs }) => [to, seqs])).toEqual([
      ['c0=', [2]],
      ['c1=', [1, 2]],
    ]);
  });

  it('hands over, lease and all, when its time is up', async () => {
    const { deps, called, outbox } = roomWith({ waiting: [1] });
    const settle = deps.settle;
    const busy: DrainDeps = {
      ...deps,
      settle: async (settlement) => {
        await settle(settlement);
        outbox.add((settlement.seqs.at(-1) ?? 0) + 1);
      },
    };

    expect(await drain(busy, { workMs: 0 })).toMatchObject({ batches: 1, ended: 'handedOver' });

    expect(called).toEqual([{ room, token: 't' }]);
  });
});

describe('a bad connection', () => {
  it('F12: is forgotten when it is gone, and harms no other', async () => {
    const { deps, posts, forgotten, marked } = roomWith({ connections: 500 });
    const post = deps.post;

    const counts = await drain({
      ...deps,
      post: (to, frame) => (to === 'c7=' ? Promise.resolve('gone') : post(to, frame)),
    });

    expect(counts).toMatchObject({ posted: 499, gone: 1, failed: 0 });
    expect(posts).toHaveLength(499);
    expect(forgotten).toEqual(['c7=']);
    expect(marked).toEqual([1]);
  });

  it('leaves its batch unmarked for the sweeper, when it can’t be reached', async () => {
    const { deps, marked, outbox, unreached } = roomWith({ connections: 3 });
    const post = deps.post;

    const counts = await drain({
      ...deps,
      post: (to, frame) => (to === 'c1=' ? Promise.reject(new Error('429')) : post(to, frame)),
    });

    expect(counts).toMatchObject({ posted: 2, failed: 1, closed: 1 });
    expect(unreached).toEqual(['c1=']);
    expect(marked).toEqual([]);
    expect(outbox.size).toBe(0);
  });

  it('holds nobody up when it hangs: the next batch goes to the others a second later', async () => {
    const { deps, posts, outbox, marked } = roomWith({ connections: 20 });
    const { post, settle } = deps;
    let later = 2;

    const counts = await drain({
      ...deps,
      post: (to, frame) =>
        to === 'c3='
          ? new Promise((_, reject) => setTimeout(() => reject(new Error('no answer in time')), 5_000))
          : post(to, frame),
      settle: async (settlement) => {
        await settle(settlement);
        if (later <= 3) outbox.add(later++);
      },
    });

    const second = posts.filter(({ seqs }) => seqs[0] === 2);
    expect(second).toHaveLength(19);
    expect(Math.max(...second.map(({ at }) => at)) - Math.min(...posts.map(({ at }) => at))).toBeLessThan(
      1_500,
    );
    expect(counts).toMatchObject({ batches: 3, failed: 3 });
    expect(marked).toEqual([]);
  });

  it.each([
    ['ten of twelve', 10, 12],
    ['the first hundred of 1,000', 100, 1_000],
  ])(
    'DF14: is not waited for longer than its turn lasts: %s hang, the others get each batch in time',
    async (_, hanging, connections) => {
      const { deps, posts, outbox } = roomWith({ connections });
      const { post, settle } = deps;
      const bad = new Set(names(hanging));
      let later = 2;

      const counts = await drain({
        ...deps,
        post: (to, frame) =>
          bad.has(to)
            ? new Promise((_, reject) => setTimeout(() => reject(new Error('no answer in time')), 5_000))
            : post(to, frame),
        settle: async (settlement) => {
          await settle(settlement);
          if (later <= 4) outbox.add(later++);
        },
      });

      const start = Math.min(...posts.map(({ at }) => at));
      const last = Math.max(...posts.map(({ at }) => at));
      expect(posts).toHaveLength(4 * (connections - hanging));
      expect(last - start).toBeLessThan(2_700);
      expect(counts).toMatchObject({ batches: 4, posted: posts.length, failed: 4 * hanging });
    },
  );

  it('fails when its turn does not come in time: what is left is the sweeper’s', async () => {
    const { deps } = roomWith({ connections: 900 });
    const hang = () =>
      new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer')), 5_000));
    let asked = 0;

    const counts = await drain({
      ...deps,
      post: () => {
        asked += 1;
        return hang();
      },
    });

    // Turns of fifty, a second each, for five seconds and half a second for 900 connections.
    expect(asked).toBe(300);
    expect(counts).toMatchObject({ batches: 1, posted: 0, failed: 900 });
  });

  it('gets the next batch right behind the one that is still on its way to it, and everything counts as delivered', async () => {
    const { deps, posts, outbox, marked } = roomWith({ connections: 20 });
    const { post, settle, sleep } = deps;

    const counts = await drain({
      ...deps,
      post: async (to, frame) => {
        if (to === 'c3=') await sleep(1_500);
        return post(to, frame);
      },
      settle: async (settlement) => {
        await settle(settlement);
        if (settlement.seqs.includes(1)) outbox.add(2);
      },
    });

    const toSlow = posts.filter(({ to }) => to === 'c3=');
    expect(toSlow.map(({ seqs }) => seqs)).toEqual([[1], [2]]);
    expect(counts).toMatchObject({ batches: 2, posted: 40, failed: 0 });
    expect(marked).toEqual([1, 2]);
  });

  it('keeps a batch in the outbox until it was posted', async () => {
    const { deps, outbox } = roomWith({ connections: 1 });
    const inOutbox: boolean[] = [];
    const post = deps.post;

    await drain({
      ...deps,
      post: async (to, frame) => {
        inOutbox.push(outbox.has(1));
        const posted = await post(to, frame);
        inOutbox.push(outbox.has(1));
        return posted;
      },
    });

    expect(inOutbox).toEqual([true, true]);
  });
});
