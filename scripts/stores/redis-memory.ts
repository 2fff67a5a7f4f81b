import { randomBytes, randomUUID } from 'node:crypto';
import type { RoomId, UserId } from '../../shared/protocol/ids.ts';
import { limits } from '../../shared/protocol/limits.ts';
import type { RedisClient } from '../../shared/redis/client.ts';
import { keys } from '../../shared/redis/keys.ts';
import { runScript } from '../../shared/redis/script.ts';
import { readScript } from './lua.ts';
import type { StoreRow } from './row.ts';

const open = readScript('open-connection');
const enter = readScript('enter-room');
const add = readScript('add-to-outbox');
const settle = readScript('settle-batch');
const throttle = readScript('throttle');

const count = 20_000;
/** Calls under way at once. */
const width = 200;

// What the schemas brand; no parser is needed for ids made here.
const newUser = () => randomUUID() as UserId;
const newRoom = () => randomUUID() as RoomId;
/** As long as the gateway's: `Zj3kcd1OoAMCJ5Q=`. */
const newConnection = () => `${randomUUID().slice(0, 15)}=`;

async function usedBytes(redis: RedisClient): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}

/** Bytes that one call of `work` adds, on an empty server and over many of them. */
async function bytesPer(redis: RedisClient, work: (index: number) => Promise<unknown>): Promise<number> {
  await redis.flushall();
  await work(-1);
  const before = await usedBytes(redis);
  for (let done = 0; done < count; done += width) {
    await Promise.all(Array.from({ length: width }, (_, index) => work(done + index)));
  }
  return (await usedBytes(redis)) - before;
}

function register(redis: RedisClient): Promise<unknown> {
  const user = newUser();
  // In all of its rooms, which it has entered.
  const details = `${randomUUID()}//${randomBytes(16).toString('base64url')}`;
  return runScript(redis, open, {
    on: [keys.userConnections(user), keys.connectionDetails(user), keys.away(user)],
    with: [newConnection(), details, limits.leaseSeconds, limits.connectionsPerUser],
  });
}

function joinRoom(redis: RedisClient, room: RoomId): Promise<unknown> {
  return runScript(redis, enter, {
    on: [keys.roomConnections(room), keys.roomRemoved(room)],
    with: [newUser(), newConnection(), limits.connectionSeconds],
  });
}

async function measureRoom(redis: RedisClient, members: number): Promise<StoreRow> {
  const rooms = Array.from({ length: Math.ceil(count / members) + 1 }, newRoom);
  const roomOf = (index: number) => rooms[Math.floor(index / members) + 1] ?? newRoom();
  const bytes = await bytesPer(redis, (index) => joinRoom(redis, roomOf(index)));
  return {
    name: `a connection in a room of ${members.toLocaleString('en')}`,
    unit: 'bytes',
    values: [bytes / count],
  };
}

/** An entry as `announce` makes it: the event as JSON, with a body of 100 characters. */
function entryOf(seq: number): string {
  const sender = { id: randomUUID(), username: 'somebody' };
  const at = new Date(0).toISOString();
  const event = { kind: 'message', seq, id: randomUUID(), sender, body: 'x'.repeat(100), at };
  return `${randomUUID()} ${JSON.stringify(event)}`;
}

/** Events of rooms that hold ten each while they wait, and then as notes until the sweeper has written them down. */
async function measureOutbox(redis: RedisClient): Promise<StoreRow[]> {
  const rooms = Array.from({ length: count / 10 + 1 }, newRoom);
  const roomOf = (index: number) => rooms[Math.floor(index / 10) + 1] ?? newRoom();
  const token = randomUUID();
  const waiting = await bytesPer(redis, (index) => {
    const room = roomOf(index);
    return runScript(redis, add, {
      on: [keys.outbox(room), keys.lease(room), keys.roomConnections(room)],
      with: [token, 60_000, 0, limits.batchEvents, 600, index + 2, entryOf(index)],
    });
  });
  const noted = await bytesPer(redis, (index) => {
    const room = roomOf(index);
    return runScript(redis, settle, {
      on: [keys.outbox(room), keys.lease(room), keys.posted(room)],
      with: [token, 0, 1, 600, index + 2],
    });
  });
  return [
    { name: 'an event in an outbox, body of 100 characters', unit: 'bytes', values: [waiting / count] },
    { name: 'a posted event that is not marked yet', unit: 'bytes', values: [noted / count] },
  ];
}

async function measureThrottle(redis: RedisClient): Promise<StoreRow> {
  const bytes = await bytesPer(redis, async () => {
    const user = newUser();
    const on = [keys.throttle(user), keys.connectionFrames(user, newConnection())];
    // Without a window each passes.
    for (let n = 0; n < 8; n += 1) {
      const digest = randomBytes(32).toString('base64url');
      await runScript(redis, throttle, {
        on,
        with: [digest, limits.messagesPerWindow, 0, 20, 600_000, 0, 50],
      });
    }
  });
  return {
    name: 'a sender in the throttle, with eight tries of the last hour',
    unit: 'bytes',
    values: [bytes / count],
  };
}

/** What a registered connection, a membership and a waiting event take of Redis's memory. */
export async function measureRedisMemory(redis: RedisClient): Promise<StoreRow[]> {
  const connection = await bytesPer(redis, () => register(redis));
  const rows: StoreRow[] = [
    { name: 'a registered connection with its user', unit: 'bytes', values: [connection / count] },
  ];
  for (const members of [2, 10, 50, 1_000]) rows.push(await measureRoom(redis, members));
  return [...rows, ...(await measureOutbox(redis)), await measureThrottle(redis)];
}
