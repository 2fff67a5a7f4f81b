import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SessionId, UserId } from '../../shared/protocol/ids.ts';
import type { RedisClient } from '../../shared/redis/client.ts';
import { closeConnection, openConnection, renewConnection } from '../../shared/redis/connections.ts';
import { clearDeadRegistrations } from '../../shared/redis/dead-registrations.ts';
import {
  cancelDeparture,
  noteAway,
  noteDeparture,
  takeDepartures,
  whoIsOnline,
} from '../../shared/redis/departures.ts';
import { keys } from '../../shared/redis/keys.ts';
import { makeRedis } from '../setup/redis.ts';

let redis: RedisClient;
const newUser = () => v.parse(UserId, randomUUID());
const session = v.parse(SessionId, randomUUID());
const open = (user: UserId, connection: string) => openConnection(redis, { user, connection, session });
const close = (user: UserId, connection: string) => closeConnection(redis, { user, connection });
const leftAt = (user: UserId) => redis.zscore(keys.departures, user);
const isOnline = async (user: UserId) => (await whoIsOnline(redis, [user])).has(user);
const second = () => Math.floor(Date.now() / 1000);
/** Ends a lease, as if nothing had been heard for so long. */
const lapse = (user: UserId, connection: string, secondsAgo: number) =>
  redis.zadd(keys.userConnections(user), second() - secondsAgo, connection);

beforeAll(() => {
  redis = makeRedis();
});
afterAll(() => redis.quit());

describe('a user’s connections', () => {
  it('are the first, and others, and the first again', async () => {
    const user = newUser();

    const openings = [await open(user, 'a='), await open(user, 'b='), await open(user, 'a=')];
    await close(user, 'a=');
    await close(user, 'b=');

    expect(openings).toEqual(['first', 'another', 'another']);
    expect(await open(user, 'c=')).toBe('first');
  });

  it('are the first when all others’ leases are over', async () => {
    const user = newUser();
    await open(user, 'a=');
    await lapse(user, 'a=', 1);

    expect(await open(user, 'b=')).toBe('first');
  });
});

describe('a departure', () => {
  it('is noted when the last connection closes, and not by any other, nor by one that is unknown', async () => {
    const user = newUser();
    await open(user, 'a=');
    await open(user, 'b=');

    await close(user, 'a=');
    await close(user, 'a=');
    const before = await leftAt(user);
    await close(user, 'b=');
    const noted = await leftAt(user);
    await cancelDeparture(redis, user);
    await close(user, 'b=');

    expect(before).toBeNull();
    expect(Math.abs(Number(noted) - second())).toBeLessThan(5);
    expect(await leftAt(user)).toBeNull();
  });

  it('is noted when the connections that are left have ended without a word', async () => {
    const user = newUser();
    await open(user, 'silent=');
    await open(user, 'b=');
    await lapse(user, 'silent=', 100);

    await close(user, 'b=');

    expect(Number(await leftAt(user))).toBeGreaterThan(second() - 50);
  });

  it('is noted by the clearing of leases that are over, with when the last one ended', async () => {
    const [gone, here] = [newUser(), newUser()];
    for (const user of [gone, here]) await open(user, 'silent=');
    await open(here, 'b=');
    await lapse(here, 'silent=', 5);
    await lapse(gone, 'silent=', 5);

    for (let done = false; !done; ) ({ done } = await clearDeadRegistrations(redis));

    expect(Math.abs(Number(await leftAt(gone)) - (second() - 5))).toBeLessThan(5);
    expect(await leftAt(here)).toBeNull();
  });

  it('leaves the user online for others until it is told', async () => {
    const user = newUser();
    await open(user, 'a=');
    await close(user, 'a=');

    const waiting = await isOnline(user);
    await cancelDeparture(redis, user);

    expect([waiting, await isOnline(user)]).toEqual([true, false]);
    expect(await whoIsOnline(redis, [])).toEqual(new Set());
  });

  it('is cancelled once', async () => {
    const user = newUser();
    await noteDeparture(redis, { user, second: second() });

    expect([await cancelDeparture(redis, user), await cancelDeparture(redis, user)]).toEqual([true, false]);
  });

  it('is taken when it is old enough, by one of many, the oldest first', async () => {
    const [older, old, young] = [newUser(), newUser(), newUser()];
    const base = second() - 1_000;
    await noteDeparture(redis, { user: young, second: base + 500 });
    await noteDeparture(redis, { user: old, second: base + 2 });
    await noteDeparture(redis, { user: older, second: base });
    const mine = new Set([older, old, young]);

    const taken = await Promise.all(
      Array.from({ length: 20 }, () => takeDepartures(redis, { seconds: 700, most: 1 })),
    );

    const found = taken.flat().filter(({ user }) => mine.has(user));
    expect(found).toEqual([
      { user: older, second: base },
      { user: old, second: base + 2 },
    ]);
    expect(await cancelDeparture(redis, young)).toBe(true);
    expect(await redis.ttl(keys.departures)).not.toBe(-1);
  });
});

describe('that a user has gone', () => {
  it('is not told while the user has a connection', async () => {
    const user = newUser();
    await open(user, 'a=');

    expect(await noteAway(redis, user)).toBe(false);
    expect(await open(user, 'b=')).toBe('another');
  });

  it('is known to the next connection, whichever it is, once', async () => {
    const user = newUser();
    await open(user, 'a=');
    await lapse(user, 'a=', 1);

    const isNoted = await noteAway(redis, user);
    const isRenewed = await renewConnection(redis, { user, connection: 'a=' });
    const openings = [await open(user, 'a='), await open(user, 'b=')];

    expect([isNoted, isRenewed]).toEqual([true, undefined]);
    expect(openings).toEqual(['back', 'another']);
  });
});
