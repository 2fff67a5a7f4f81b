import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RoomId, UserId } from '../../shared/protocol/ids.ts';
import type { RedisClient } from '../../shared/redis/client.ts';
import { keys } from '../../shared/redis/keys.ts';
import { barUser, enterRooms } from '../../shared/redis/room-connections.ts';
import { takeTyping } from '../../shared/redis/typing.ts';
import { makeRedis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';

let redis: RedisClient;
beforeAll(() => {
  redis = makeRedis();
});
afterAll(() => redis.quit());

async function aTypist() {
  const [user, room] = [v.parse(UserId, randomUUID()), v.parse(RoomId, randomUUID())];
  const connection = randomUUID();
  await enterRooms(redis, { user, connection, rooms: [room] });
  const says = (on: boolean, seconds?: number) => takeTyping(redis, { user, connection, room, on }, seconds);
  return { user, room, connection, says };
}

describe('a sign of typing', () => {
  it('passes once in a while, and after it one that it is over', async () => {
    const { says } = await aTypist();

    const passed = [];
    for (const on of [false, true, true, false, false, true]) passed.push(await says(on));

    expect(passed).toEqual([false, true, false, true, false, false]);
  });

  it('passes again after the while; nothing is left once nobody shows it', async () => {
    const { room, connection, says } = await aTypist();
    await says(true, 1);
    expect(await says(true, 1)).toBe(false);

    await until(async () => ((await says(true, 1)) ? true : undefined));
    await until(async () => ((await redis.exists(keys.typing(room, connection))) === 0 ? true : undefined));

    expect(await says(false, 1)).toBe(false);
  });

  it('does not pass from a connection that is not in the room, or was taken out of it', async () => {
    const { user, room, connection, says } = await aTypist();
    const elsewhere = v.parse(RoomId, randomUUID());

    expect(await takeTyping(redis, { user, connection, room: elsewhere, on: true })).toBe(false);
    expect(await takeTyping(redis, { user, connection: 'forged', room, on: true })).toBe(false);
    await barUser(redis, { room, user });

    expect(await says(true)).toBe(false);
  });
});
