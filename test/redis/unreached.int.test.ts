import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserId } from '../../shared/protocol/ids.ts';
import type { RedisClient } from '../../shared/redis/client.ts';
import { keys } from '../../shared/redis/keys.ts';
import { noteUnreached } from '../../shared/redis/unreached.ts';
import { makeRedis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';

let redis: RedisClient;
beforeAll(() => {
  redis = makeRedis();
});
afterAll(() => redis.quit());

const newConnection = () => ({ user: v.parse(UserId, randomUUID()), connection: randomUUID() });

it('a connection that takes nothing is told from one that took nothing in this moment', async () => {
  const [one, other] = [newConnection(), newConnection()];

  expect(await noteUnreached(redis, one)).toBe(false);
  expect(await noteUnreached(redis, one)).toBe(false);
  await redis.decrby(keys.unreached(one.user, one.connection), 31_000);
  expect(await noteUnreached(redis, other)).toBe(false);
  expect(await noteUnreached(redis, one)).toBe(true);
});

it('what happened long ago does not count', async () => {
  const one = newConnection();
  const note = () => noteUnreached(redis, one, { apartMs: 1, rememberedMs: 50 });
  await note();

  await until(async () =>
    (await redis.exists(keys.unreached(one.user, one.connection))) ? undefined : true,
  );

  expect(await note()).toBe(false);
});

it('is usually half a minute apart, within three minutes', async () => {
  const one = newConnection();
  const key = keys.unreached(one.user, one.connection);

  const first = await noteUnreached(redis, one);
  const left = await redis.pttl(key);
  await redis.decrby(key, 29_000);
  const soon = await noteUnreached(redis, one);
  await redis.decrby(key, 1_000);

  expect([first, soon, await noteUnreached(redis, one)]).toEqual([false, false, true]);
  expect(left).toBeGreaterThan(170_000);
  expect(left).toBeLessThanOrEqual(180_000);
});
