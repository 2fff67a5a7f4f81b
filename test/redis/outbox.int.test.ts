import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RoomId, UserId } from '../../shared/protocol/ids.ts';
import type { RedisClient } from '../../shared/redis/client.ts';
import { keys } from '../../shared/redis/keys.ts';
import { addToOutbox, type Errand, findPosted, settleBatch, takeBatch } from '../../shared/redis/outbox.ts';
import { enterRooms } from '../../shared/redis/room-connections.ts';
import { findKeys, makeRedis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';

let redis: RedisClient;
const newRoom = () => v.parse(RoomId, randomUUID());
const entry = (seq: number, text = `{"seq":${seq}}`) => ({ seq, epoch: 'e', text });

beforeAll(() => {
  redis = makeRedis();
});
afterAll(() => redis.quit());

const add = (room: RoomId, seqs: readonly number[], { token = 'sender', leaseMs = 2_000, inline = 2 } = {}) =>
  addToOutbox(redis, {
    room,
    token,
    leaseMs,
    entries: seqs.map((seq) => entry(seq)),
    inlineConnections: inline,
    inlineEvents: 100,
  });
const take = (room: RoomId, token: string) =>
  takeBatch(redis, { room, token, leaseMs: 5_000, leaseMsPerConnection: 1, batchEvents: 100 });
const settle = (room: RoomId, token: string, seqs: readonly number[], unmarked = false) =>
  settleBatch(redis, { room, token, seqs, release: true, unmarked });
const seqsOf = (errand: Errand) =>
  errand.kind === 'post' ? errand.entries.map(({ seq }) => seq) : errand.kind;

async function connected(room: RoomId, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const user = v.parse(UserId, randomUUID());
    await enterRooms(redis, { user, connection: `c${n}=`, rooms: [room] });
  }
}

describe('a sender', () => {
  it('posts to a small room itself: what waits, in seq order, to every connection', async () => {
    const room = newRoom();
    await connected(room, 2);

    const errand = await add(room, [2, 1]);

    expect(errand).toMatchObject({ kind: 'post', entries: [entry(1), entry(2)] });
    expect(
      errand.kind === 'post' && errand.connections.map(({ connection }) => connection).toSorted(),
    ).toEqual(['c0=', 'c1=']);
  });

  it('gives a larger room to the deliver function', async () => {
    const room = newRoom();
    await connected(room, 3);

    expect(await add(room, [1])).toEqual({ kind: 'give' });
    expect(await add(room, [2], { token: 'other' })).toEqual({ kind: 'rest' });
  });

  it('has the deliver function called, by one of many, when another sender is at it', async () => {
    const room = newRoom();
    await add(room, [1], { token: 'first' });

    const others = await Promise.all(
      Array.from({ length: 20 }, (_, n) => add(room, [n + 2], { token: `other${n}` })),
    );

    const kinds = others.map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual(['call', ...Array.from({ length: 19 }, () => 'rest')]);
  });

  it('finds what the one before left, once the lease is settled or over', async () => {
    const room = newRoom();
    await add(room, [1], { token: 'first' });
    await settle(room, 'first', [1]);
    expect(seqsOf(await add(room, [2], { token: 'second', leaseMs: 30 }))).toEqual([2]);

    const next = await until(async () => {
      const errand = await add(room, [3], { token: 'third' });
      return errand.kind === 'post' ? errand : undefined;
    });

    expect(seqsOf(next)).toEqual([2, 3]);
  });

  it('adds an event that waits already no second time, whatever its text', async () => {
    const room = newRoom();
    await add(room, [1], { token: 'first' });
    await addToOutbox(redis, {
      room,
      token: 'again',
      leaseMs: 1,
      entries: [entry(1, '{"another":"text"}')],
      inlineConnections: 2,
      inlineEvents: 100,
    });

    expect(await redis.zcard(keys.outbox(room))).toBe(1);
  });

  it('keeps any text whole: spaces, line breaks, unicode', async () => {
    const room = newRoom();
    const text = JSON.stringify({ seq: 1, body: 'a b\n 🦜 \u2028 ü' });

    const errand = await addToOutbox(redis, {
      room,
      token: 't',
      leaseMs: 1_000,
      entries: [entry(1, text)],
      inlineConnections: 2,
      inlineEvents: 100,
    });

    expect(errand).toMatchObject({ kind: 'post', entries: [{ seq: 1, epoch: 'e', text }] });
  });
});

describe('the deliver function', () => {
  it('takes the lease it was given, and leaves everything in the outbox until it is settled', async () => {
    const room = newRoom();
    await connected(room, 3);
    await add(room, [1, 2], { token: 'given' });

    expect(await take(room, 'given')).toMatchObject({ kind: 'batch', entries: [entry(1), entry(2)] });
    expect(await take(room, 'given')).toMatchObject({ kind: 'batch', entries: [entry(1), entry(2)] });
    await settleBatch(redis, { room, token: 'given', seqs: [1, 2], release: false, unmarked: false });

    expect(await take(room, 'given')).toEqual({ kind: 'empty' });
    expect(await redis.exists(keys.lease(room))).toBe(0);
  });

  it('finds a lease held, and by whom', async () => {
    const room = newRoom();
    await add(room, [1], { token: 'sender' });
    expect(await take(room, 'called')).toEqual({ kind: 'held', by: 'sender' });

    await settle(room, 'sender', []);
    expect(await take(room, 'called')).toMatchObject({ kind: 'batch' });
    expect(await take(room, 'late')).toEqual({ kind: 'held', by: 'deliver' });
  });

  it('is one at a time, however many are called', async () => {
    const room = newRoom();
    await add(room, [1], { token: 'sender' });
    await settle(room, 'sender', []);

    const taken = await Promise.all(Array.from({ length: 20 }, (_, n) => take(room, `called${n}`)));

    expect(taken.filter(({ kind }) => kind === 'batch')).toHaveLength(1);
  });
});

describe('settling', () => {
  it('takes out exactly the seqs that were posted, and not one that came between them', async () => {
    const room = newRoom();
    await add(room, [4, 6], { token: 'first' });
    await add(room, [5], { token: 'late' });

    expect(await settle(room, 'first', [4, 6])).toBe(1);

    expect(seqsOf(await add(room, [7], { token: 'next' }))).toEqual([5, 7]);
  });

  it('does not end the lease of another', async () => {
    const room = newRoom();
    await add(room, [1], { token: 'first' });

    await settle(room, 'stranger', []);

    expect(await take(room, 'called')).toEqual({ kind: 'held', by: 'sender' });
  });

  it('notes what Postgres does not know to be posted', async () => {
    const room = newRoom();
    await add(room, [1, 2, 3], { token: 'first' });

    await settle(room, 'first', [1, 3], true);

    expect([...(await findPosted(redis, { room, seqs: [1, 2, 3] }))]).toEqual([1, 3]);
    expect(await redis.ttl(keys.posted(room))).toBeGreaterThan(0);
  });

  it('leaves no key behind that does not end by itself', async () => {
    const room = newRoom();
    await connected(room, 1);
    await add(room, [1], { token: 'first' });
    await settle(room, 'first', [], true);

    for (const key of await findKeys(`room:{${room}}:*`)) expect(await redis.ttl(key)).toBeGreaterThan(0);
  });
});
