import { describe, expect, it } from 'vitest';
import type { RoomId, UserId } from '../protocol/ids.ts';
import type { Errand, Settlement } from '../redis/outbox.ts';
import { type AnnounceDeps, announce } from './announce.ts';
import type { DeliverCall } from './drain-outbox.ts';

const room = 'r' as RoomId;
const at = '2026-01-01T12:00:00.000Z';
const sender = { id: 'ann' as UserId, username: 'ann' };
const batch = {
  room,
  epoch: 'e',
  events: [{ kind: 'message', seq: 7, id: 'm', sender, body: 'hello', at } as const],
};
const connection = (name: string) => ({ user: 'ann' as UserId, connection: name });
const entries = [{ seq: 7, epoch: 'e', text: '{"seq":7}' }];

/** Announces with what the outbox answers and what becomes of each post, and tells what was done. */
async function run(errand: Errand, post: AnnounceDeps['post'] = async () => 'posted') {
  const settled: Settlement[] = [];
  const called: DeliverCall[] = [];
  const forgotten: string[] = [];
  const announced = await announce(
    {
      post,
      addToOutbox: async () => errand,
      beginSettling: (settlement) => void settled.push(settlement),
      beginForgetting: (_, gone) => void forgotten.push(...gone.map((one) => one.connection)),
      callDeliver: async (call) => void called.push(call),
      newToken: () => 'token',
    },
    batch,
  );
  return { announced, settled, called, forgotten };
}

describe('announcing events', () => {
  it('posts them where the room is small, and settles them', async () => {
    const { announced, settled, called } = await run({
      kind: 'post',
      entries,
      connections: [connection('a='), connection('b=')],
    });

    expect(announced).toEqual({ kind: 'post', posted: 2, gone: 0, failed: 0 });
    expect(settled).toEqual([{ room, token: 'token', seqs: [7], release: true, unmarked: true }]);
    expect(called).toEqual([]);
  });

  it('F12: forgets a connection that is gone, and posts to the others', async () => {
    const connections = ['a=', 'gone=', 'c='].map(connection);
    const { announced, settled, forgotten } = await run(
      { kind: 'post', entries, connections },
      async (name) => (name === 'gone=' ? 'gone' : 'posted'),
    );

    expect(announced).toMatchObject({ posted: 2, gone: 1, failed: 0 });
    expect(forgotten).toEqual(['gone=']);
    expect(settled).toHaveLength(1);
  });

  it('hands what is left, and the lease, to the deliver function, and takes nothing out of the outbox', async () => {
    const { announced, settled, called } = await run(
      { kind: 'post', entries, connections: ['a=', 'slow='].map(connection) },
      async (name) => {
        if (name === 'slow=') throw new Error('no answer in time');
        return 'posted';
      },
    );

    expect(announced).toMatchObject({ posted: 1, failed: 1 });
    expect(settled).toEqual([]);
    expect(called).toEqual([{ room, token: 'token', handed: { seqs: [7], left: [connection('slow=')] } }]);
  });

  it('holds its ack for a slow connection no longer than 300 ms', async () => {
    const given: (number | undefined)[] = [];
    await run({ kind: 'post', entries, connections: [connection('a=')] }, async (_, __, withinMs) => {
      given.push(withinMs);
      return 'posted';
    });

    expect(given[0]).toBeGreaterThan(250);
    expect(given[0]).toBeLessThanOrEqual(300);
  });

  it('has a backlog of more than a batch delivered by the deliver function', async () => {
    const many = Array.from({ length: 100 }, (_, n) => ({
      seq: n + 1,
      epoch: 'e',
      text: `{"seq":${n + 1}}`,
    }));

    const { settled, called } = await run({ kind: 'post', entries: many, connections: [connection('a=')] });

    expect(settled[0]?.seqs).toHaveLength(100);
    expect(called).toEqual([{ room }]);
  });

  it('gives a large room to the deliver function with its lease, calls it for a room somebody is at, else rests', async () => {
    expect(await run({ kind: 'give' })).toMatchObject({ called: [{ room, token: 'token' }], settled: [] });
    expect(await run({ kind: 'call' })).toMatchObject({ called: [{ room }], settled: [] });
    expect(await run({ kind: 'rest' })).toMatchObject({
      called: [],
      settled: [],
      announced: { kind: 'rest' },
    });
  });
});
