import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RedisClient } from '../../shared/redis/client.ts';
import { addToOutbox } from '../../shared/redis/outbox.ts';
import { enterRooms } from '../../shared/redis/room-connections.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { type FakeCallbacks, startFakeCallbacks } from '../setup/fake-callbacks.ts';
import { type FakeDaemon, startFakeDaemon } from '../setup/fake-daemon.ts';
import { closeFunctions, frameEvent, type Handlers, linesOf, loadFunctions } from '../setup/functions.ts';
import { makeRoom, makeUser } from '../setup/people.ts';
import { makeRedis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';

let database: TestDatabase;
let redis: RedisClient;
let callbacks: FakeCallbacks;
let daemon: FakeDaemon;
let functions: Handlers;

beforeAll(async () => {
  [database, redis, callbacks] = [await makeDatabase(), makeRedis(), await startFakeCallbacks()];
  daemon = await startFakeDaemon();
  functions = await loadFunctions({
    databaseUrl: database.url,
    callbackUrl: callbacks.url,
    AWS_XRAY_DAEMON_ADDRESS: daemon.address,
  });
});
afterAll(async () => {
  await closeFunctions();
  await Promise.all([redis.quit(), callbacks.close(), daemon.close()]);
  await database.drop();
});

/** Begins an invocation as the runtime does. */
function begin(sampled: 0 | 1) {
  const traceId = `1-${randomBytes(4).toString('hex')}-${randomBytes(12).toString('hex')}`;
  const parentId = randomBytes(8).toString('hex');
  vi.stubEnv('_X_AMZN_TRACE_ID', `Root=${traceId};Parent=${parentId};Sampled=${sampled};Lineage=1:a:0`);
  return { traceId, parentId };
}
beforeEach(() => void begin(0));

const documentsOf = (traceId: string) => daemon.documents().filter(({ trace_id }) => trace_id === traceId);
const named = (traceId: string, name: string) => documentsOf(traceId).filter((one) => one.name === name);

async function party(connections: number) {
  const user = await makeUser(database, 'ann');
  const room = await makeRoom(database, { owner: user, name: 'secret room' });
  const names = Array.from({ length: connections }, () => `${randomUUID()}=`);
  for (const connection of names) await enterRooms(redis, { user: user.id, connection, rooms: [room] });
  return { user, room, names };
}

const body = 'a body that nobody may read';
const send = ({ user, room }: Awaited<ReturnType<typeof party>>) =>
  linesOf(functions.sendMessage, frameEvent(user, { action: 'sendMessage', room, body }));

describe('a send that is sampled', () => {
  it('shows its script of Redis, its statement of Postgres and its posts, under the function’s segment', async () => {
    const ann = await party(2);
    // Redis has met the scripts from now on.
    await send(ann);
    const { traceId, parentId } = begin(1);

    await send(ann);

    await until(() => named(traceId, 'gateway')[0], { what: 'the posts' });
    const documents = documentsOf(traceId);
    for (const document of documents) {
      expect(document).toMatchObject({ type: 'subsegment', namespace: 'remote', parent_id: parentId });
      expect(document.id).toMatch(/^[0-9a-f]{16}$/);
      expect(document.end_time).toBeGreaterThanOrEqual(document.start_time);
      expect(Math.abs(document.start_time - Date.now() / 1_000)).toBeLessThan(60);
      expect(document).not.toHaveProperty('fault');
    }
    expect(new Set(documents.map(({ id }) => id)).size).toBe(documents.length);
    const commands = named(traceId, 'redis').map(({ annotations }) => annotations.command);
    expect(commands).toEqual(expect.arrayContaining(['throttle', 'add-to-outbox']));
    expect(named(traceId, 'postgres').map(({ annotations }) => annotations)).toEqual([
      { statement: 'update rooms + insert into events' },
    ]);
    expect(named(traceId, 'gateway').map(({ annotations }) => annotations)).toEqual([
      { posted: 2, gone: 0, failed: 0 },
    ]);
  });

  it('shows names alone: no id, no body, no value', async () => {
    const ann = await party(1);
    const { traceId } = begin(1);

    await send(ann);

    await until(() => named(traceId, 'gateway')[0], { what: 'the posts' });
    const told = JSON.stringify(documentsOf(traceId));
    const secret = [
      body,
      'secret',
      ann.room,
      ann.user.id,
      ann.user.username,
      ann.user.session,
      ...ann.names,
      '$1',
    ];
    expect(secret.filter((text) => told.includes(text))).toEqual([]);
  });

  it('tells what failed, and not in which words', async () => {
    const ann = await party(1);
    callbacks.answers.set(ann.names[0] ?? '', [400]);
    const { traceId } = begin(1);

    await send(ann);

    const [posts] = await until(() =>
      named(traceId, 'gateway').length > 0 ? named(traceId, 'gateway') : undefined,
    );
    expect(posts).toMatchObject({ fault: true, annotations: { posted: 0, failed: 1 } });
    expect(posts).not.toHaveProperty('cause');
  });
});

describe('an invocation that is not sampled', () => {
  it('sends nothing, and one after it that is sampled shows nothing of it', async () => {
    const ann = await party(2);
    const before = daemon.packets.length;
    const unsampled = begin(0);
    await send(ann);
    await send(ann);
    const sampled = begin(1);

    await send(ann);

    await until(() => named(sampled.traceId, 'gateway')[0], { what: 'the posts' });
    expect(documentsOf(unsampled.traceId)).toEqual([]);
    const since = daemon.documents().slice(before);
    expect(new Set(since.map(({ trace_id }) => trace_id))).toEqual(new Set([sampled.traceId]));
  });
});

describe('an invocation that calls servers more often than a trace can hold', () => {
  it('shows the first two hundred calls', async () => {
    const { beginSpan } = await import('../../shared/lambda/trace/span.ts');
    const { traceId } = begin(1);

    for (let n = 0; n < 300; n += 1) {
      beginSpan('redis')?.end();
      // Read as they come: what the socket has no room for is lost.
      if (n < 200) await until(() => documentsOf(traceId)[n], { what: `packet ${n}` });
    }

    const later = begin(1);
    beginSpan('redis')?.end();
    await until(() => documentsOf(later.traceId)[0], { what: 'the next invocation’s' });
    expect(documentsOf(traceId)).toHaveLength(200);
  });
});

describe('the deliver function', () => {
  it('shows a batch as one span with the number of its posts, and hands on where it came from', async () => {
    const { room } = await party(40);
    const entries = [{ seq: 7, epoch: 'e', text: '{"seq":7}' }];
    await addToOutbox(redis, {
      ...{ room, entries, token: 'sender', leaseMs: 1_000 },
      ...{ inlineConnections: 0, inlineEvents: 100 },
    });
    const { traceId } = begin(1);

    await linesOf(functions.deliver, { room, token: 'sender' });

    await until(() => named(traceId, 'postgres')[0], { what: 'the mark' });
    expect(named(traceId, 'gateway').map(({ annotations }) => annotations)).toEqual([
      { posted: 40, gone: 0, failed: 0 },
    ]);
    expect(named(traceId, 'postgres').map(({ annotations }) => annotations)).toEqual([
      { statement: 'update events' },
    ]);
  });

  it('is called with the trace of its caller, so that both are one', async () => {
    const ann = await party(1);
    callbacks.answers.set(ann.names[0] ?? '', [400]);
    const { traceId } = begin(1);

    await send(ann);

    const call = callbacks.requests.find(
      ({ path, trace }) => path.includes('/functions/') && trace?.includes(traceId),
    );
    expect(call?.path).toContain('parley-test-deliver');
    expect(call?.trace).toContain('Sampled=1');
  });
});
