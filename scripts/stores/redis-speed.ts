import { randomUUID } from 'node:crypto';
import type { RoomId, UserId } from '../../shared/protocol/ids.ts';
import { limits } from '../../shared/protocol/limits.ts';
import type { RedisClient } from '../../shared/redis/client.ts';
import { keys } from '../../shared/redis/keys.ts';
import { runScript } from '../../shared/redis/script.ts';
import { callsPerSecond } from './calls-per-second.ts';
import { readScript } from './lua.ts';
import type { StoreRow } from './row.ts';

const renew = readScript('renew-connection');
const throttle = readScript('throttle');
const take = readScript('take-batch');

/** So many calls wait for their answers at once, as those of so many functions would. */
const workers = 200;

// What the schemas brand; no parser is needed for ids made here.
const users = Array.from({ length: 1_000 }, () => randomUUID() as UserId);
const userOf = () => users[Math.floor(Math.random() * users.length)] ?? (randomUUID() as UserId);

async function measureBatches(redis: RedisClient, runs: number): Promise<StoreRow> {
  const room = randomUUID() as RoomId;
  const on = [keys.outbox(room), keys.lease(room), keys.roomConnections(room)];
  for (let member = 0; member < 1_000; member += 1) {
    await redis.zadd(keys.roomConnections(room), 4e9, `${randomUUID()}/${randomUUID().slice(0, 16)}`);
  }
  await redis.zadd(keys.outbox(room), 1, `${randomUUID()} {}`);
  const values = await callsPerSecond(
    () => runScript(redis, take, { on, with: ['token', 10_000, limits.batchEvents, 1] }),
    { workers: 20, runs },
  );
  return { name: 'take-batch, a room of 1,000', unit: 'calls/s', values };
}

/** Scripts that one server runs in a second, driven by one client process. */
export async function measureRedisSpeed(redis: RedisClient, runs: number): Promise<StoreRow[]> {
  await redis.flushall();
  const renewed = await callsPerSecond(
    () => {
      const user = userOf();
      const on = [keys.userConnections(user), keys.connectionDetails(user)];
      return runScript(redis, renew, { on, with: ['connection', limits.leaseSeconds] });
    },
    { workers, runs },
  );
  const throttled = await callsPerSecond(
    () => {
      const user = userOf();
      const on = [keys.throttle(user), keys.connectionFrames(user, 'connection')];
      return runScript(redis, throttle, {
        on,
        with: [
          randomUUID(),
          5,
          limits.messageWindowMs,
          20,
          limits.triesRememberedMs,
          0,
          limits.triesRemembered,
        ],
      });
    },
    { workers, runs },
  );
  return [
    { name: 'renew-connection', unit: 'calls/s', values: renewed },
    { name: 'throttle', unit: 'calls/s', values: throttled },
    await measureBatches(redis, runs),
  ];
}
