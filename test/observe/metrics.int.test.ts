import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptMessage } from '../../shared/postgres/accept-message.ts';
import type { RoomId } from '../../shared/protocol/ids.ts';
import type { RedisClient } from '../../shared/redis/client.ts';
import { addToOutbox } from '../../shared/redis/outbox.ts';
import { enterRooms } from '../../shared/redis/room-connections.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { type FakeCallbacks, startFakeCallbacks } from '../setup/fake-callbacks.ts';
import {
  closeFunctions,
  frameEvent,
  type Handlers,
  type Line,
  linesOf,
  loadFunctions,
  metricsIn,
} from '../setup/functions.ts';
import { makeRoom, makeUser, newMessageId, type TestUser } from '../setup/people.ts';
import { makeRedis } from '../setup/redis.ts';

let database: TestDatabase;
let redis: RedisClient;
let callbacks: FakeCallbacks;
let functions: Handlers;
/** Every line of metrics that was written. */
const written: Line[] = [];

beforeAll(async () => {
  [database, redis, callbacks] = [await makeDatabase(), makeRedis(), await startFakeCallbacks()];
  functions = await loadFunctions({ databaseUrl: database.url, callbackUrl: callbacks.url });
});
afterAll(async () => {
  await closeFunctions();
  await Promise.all([redis.quit(), callbacks.close()]);
  await database.drop();
});

async function metricsOf(handler: Handlers[keyof Handlers], event: unknown): Promise<Line> {
  const lines = await linesOf(handler, event);
  written.push(...lines.filter(({ _aws }) => _aws !== undefined));
  return metricsIn(lines);
}

/** A user in a room with connections, of which one may have its answers given. */
async function party(connections: number, ...answers: readonly number[]) {
  const user = await makeUser(database, 'ann');
  const room = await makeRoom(database, { owner: user });
  const names = Array.from({ length: connections }, () => `${randomUUID()}=`);
  for (const connection of names) await enterRooms(redis, { user: user.id, connection, rooms: [room] });
  if (answers.length > 0) callbacks.answers.set(names[0] ?? '', [...answers]);
  return { user, room, connections: names };
}

const send = ({ user, room }: { user: TestUser; room: RoomId }) =>
  metricsOf(functions.sendMessage, frameEvent(user, { action: 'sendMessage', room, body: 'hello' }));

const none = (name: string) => ({ [name]: expect.anything() });

describe('a send', () => {
  it('measures one accepted message, its batch, its posts and how long it took to get there', async () => {
    const metrics = await send(await party(2));

    expect(metrics).toMatchObject({ Accepted: 1, Posts: 2, Delivered: 1, BatchEvents: 1 });
    expect(metrics.DeliveryTime).toBeGreaterThanOrEqual(0);
    expect(metrics.DeliveryTime).toBeLessThan(5_000);
    for (const name of ['PostsGone', 'PostsFailed', 'PostRetries', 'Throttled']) {
      expect(metrics).not.toMatchObject(none(name));
    }
  });

  it('that is throttled counts that, and nothing else', async () => {
    const { user, room } = await party(0);
    for (let n = 0; n < 5; n += 1) await send({ user, room });

    const metrics = await send({ user, room });

    expect(metrics).toMatchObject({ Throttled: 1 });
    expect(metrics).not.toMatchObject(none('Accepted'));
  });

  it('counts a connection that is gone, and delivers to the others all the same', async () => {
    expect(await send(await party(2, 410))).toMatchObject({ Posts: 1, PostsGone: 1, Delivered: 1 });
  });

  it('counts what the gateway made it try again, and why', async () => {
    const metrics = await send(await party(1, 429, 503, 200));

    expect(metrics).toMatchObject({ Posts: 1, PostRetries: 2, PostsThrottled: 1, Delivered: 1 });
  });

  it('that can’t reach a connection delivers nothing yet', async () => {
    const metrics = await send(await party(1, 400));

    expect(metrics).toMatchObject({ Accepted: 1, PostsFailed: 1, BatchEvents: 1 });
    expect(metrics).not.toMatchObject(none('Delivered'));
  });
});

describe('the deliver function', () => {
  it('measures a batch, and the time of each of its events', async () => {
    const { room } = await party(3);
    const at = new Date(Date.now() - 2_000).toISOString();
    const entries = [7, 8, 9].map((seq) => ({ seq, epoch: 'e', text: JSON.stringify({ seq, at }) }));
    await addToOutbox(redis, {
      ...{ room, entries, token: 'sender', leaseMs: 1_000 },
      ...{ inlineConnections: 0, inlineEvents: 100 },
    });

    const metrics = await metricsOf(functions.deliver, { room, token: 'sender' });

    expect(metrics).toMatchObject({ BatchEvents: 3, Posts: 3, Delivered: 3 });
    expect(metrics.DeliveryTime).toHaveLength(3);
    for (const ms of metrics.DeliveryTime) expect(ms).toBeGreaterThanOrEqual(2_000);
  });

  it('measures nothing where nothing waits', async () => {
    const { room } = await party(1);

    expect(await metricsOf(functions.deliver, { room })).toEqual({});
  });
});

/** Commits a message as a function does that dies before it announces it. */
async function lose({ user, room }: { user: TestUser; room: RoomId }, secondsAgo: number): Promise<void> {
  const message = { room, sender: user.id, session: user.session, id: newMessageId(), body: 'lost' };
  await acceptMessage(database, message);
  await database.query(
    `update events set created_at = now() - $2::int * interval '1 s' where room_id = $1 and delivered_at is null`,
    [room, secondsAgo],
  );
}

describe('a sweep', () => {
  it('measures what it announced again and how old the oldest was, and comes to nothing the next time', async () => {
    await database.query('update events set delivered_at = now() where delivered_at is null', []);
    const lost = await party(1);
    await lose(lost, 20);

    const found = await metricsOf(functions.sweep, {});
    const after = await metricsOf(functions.sweep, {});

    expect(found).toMatchObject({ Sweeps: 1, SweptAnnounced: 1, SweptNoted: 0, Delivered: 1 });
    // Beside the message, `bye` to connections that other tests have in this Redis, whose sessions are in other databases.
    expect(found.Posts).toBeGreaterThanOrEqual(1);
    const asked = callbacks.requests.map(({ path }) => decodeURIComponent(path).split('/').at(-1));
    expect(asked.filter((connection) => connection === lost.connections[0])).toHaveLength(1);
    expect(found.OldestUndelivered).toBeGreaterThanOrEqual(20_000);
    expect(found.OldestUndelivered).toBeLessThan(60_000);
    expect(after).toMatchObject({ Sweeps: 1, SweptAnnounced: 0, SweptNoted: 0, OldestUndelivered: 0 });
  });
});

describe('every line of metrics', () => {
  it('has the dimensions stage and function, and neither an id nor anything else that grows', () => {
    expect(written.length).toBeGreaterThan(10);
    for (const line of written) {
      const [{ Dimensions: dimensions, Metrics: metrics, Namespace: namespace }] =
        line._aws.CloudWatchMetrics;
      expect({ namespace, dimensions }).toEqual({ namespace: 'Parley', dimensions: [['stage', 'function']] });
      expect(line).toMatchObject({ stage: 'test', function: 'tried' });
      const names = metrics.map(({ Name }: { Name: string }) => Name);
      expect(Object.keys(line).toSorted()).toEqual(
        ['_aws', 'message', 'stage', 'function', ...names].toSorted(),
      );
    }
  });
});
