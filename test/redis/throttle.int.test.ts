import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RoomId, UserId } from '../../shared/protocol/ids.ts';
import type { RedisClient } from '../../shared/redis/client.ts';
import { throttle, unthrottle } from '../../shared/redis/throttle.ts';
import { newMessageId } from '../setup/people.ts';
import { makeRedis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';

let redis: RedisClient;
const newTry = () => ({
  user: v.parse(UserId, randomUUID()),
  room: v.parse(RoomId, randomUUID()),
  id: newMessageId(),
});

beforeAll(() => {
  redis = makeRedis();
});
afterAll(() => redis.quit());

describe('the throttle', () => {
  it('passes exactly 5 of a burst of 50 in one tick, and tells the others when', async () => {
    const { user, room } = newTry();

    const waits = await Promise.all(
      Array.from({ length: 50 }, () => throttle(redis, { user, room, id: newMessageId() })),
    );

    expect(waits.filter((wait) => wait === undefined)).toHaveLength(5);
    const told = waits.filter((wait) => wait !== undefined);
    expect(told).toHaveLength(45);
    expect(Math.min(...told)).toBeGreaterThan(9_000);
    expect(Math.max(...told)).toBeLessThanOrEqual(10_000);
  });

  it('passes again after exactly the time that it told', async () => {
    const { user, room } = newTry();
    const limits = { messages: 2, windowMs: 300 };
    const attempt = () => throttle(redis, { user, room, id: newMessageId() }, limits);
    await attempt();
    await attempt();

    const wait = await attempt();
    const start = performance.now();
    const passed = await until(async () => ((await attempt()) === undefined ? performance.now() : undefined));

    expect(wait).toBeGreaterThan(250);
    expect(passed - start).toBeGreaterThan((wait ?? 0) - 10);
  });

  it('does not count rejected tries: whoever keeps trying is let in as often as the window allows', async () => {
    const { user, room } = newTry();
    const limits = { messages: 5, windowMs: 500 };
    const start = performance.now();
    let passed = 0;

    await until(async () => {
      if ((await throttle(redis, { user, room, id: newMessageId() }, limits)) === undefined) passed++;
      return performance.now() - start > 1_400 || undefined;
    });

    expect(passed).toBe(15);
  });

  it('lets an accepted id through again without counting it', async () => {
    const first = newTry();
    await throttle(redis, first);

    const again = await Promise.all(Array.from({ length: 20 }, () => throttle(redis, first)));
    const others = await Promise.all(
      Array.from({ length: 5 }, () => throttle(redis, { ...first, id: newMessageId() })),
    );

    expect(again.every((wait) => wait === undefined)).toBe(true);
    expect(others.filter((wait) => wait === undefined)).toHaveLength(4);
  });

  it('gives the place back of a message that was not accepted', async () => {
    const { user, room } = newTry();
    const five = Array.from({ length: 5 }, () => ({ user, room, id: newMessageId() }));
    for (const attempt of five) await throttle(redis, attempt);
    const [refused] = five;
    if (!refused) throw new Error('no try');

    await unthrottle(redis, refused);

    expect(await throttle(redis, { user, room, id: newMessageId() })).toBeUndefined();
    expect(await throttle(redis, { user, room, id: newMessageId() })).toBeGreaterThan(0);
  });

  it('leaves nothing behind once the window is over', async () => {
    const attempt = newTry();
    await throttle(redis, attempt, { messages: 5, windowMs: 50 });

    await until(async () => (await redis.exists(`user:{${attempt.user}}:throttle`)) === 0 || undefined);
  });
});
