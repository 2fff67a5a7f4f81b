import { randomBytes, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clearExpired, expiring } from '../../shared/postgres/expired.ts';
import { RoomId, SessionId, UserId } from '../../shared/protocol/ids.ts';
import type { RedisClient } from '../../shared/redis/client.ts';
import { openConnection } from '../../shared/redis/connections.ts';
import { clearDeadRegistrations } from '../../shared/redis/dead-registrations.ts';
import { keys } from '../../shared/redis/keys.ts';
import { enterRooms } from '../../shared/redis/room-connections.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeUser } from '../setup/people.ts';
import { makeRedis } from '../setup/redis.ts';
import { onServer } from '../setup/servers.ts';

let database: TestDatabase;
let redis: RedisClient;

beforeAll(async () => {
  database = await makeDatabase();
  redis = makeRedis();
});
afterAll(async () => {
  await redis.quit();
  await database.drop();
});

/** Rows of each kind, all of them ended or all of them not. */
async function fill(count: number, ends: string): Promise<void> {
  const { id, session } = await makeUser(database);
  for (let n = 0; n < count; n++) {
    await database.query(
      `insert into sessions (user_id, token_hash, expires_at) values ($1, $2, now() + $3::interval)`,
      [id, randomBytes(32), ends],
    );
    await database.query(
      `insert into tickets (token_hash, session_id, expires_at) values ($1, $2, now() + $3::interval)`,
      [randomBytes(32), session, ends],
    );
    await database.query(
      `insert into attempts (key, failures, blocked_until, forgotten_at) values ($1, 1, now(), now() + $2::interval)`,
      [randomUUID(), ends],
    );
  }
}

const count = async (table: string): Promise<number> =>
  (await database.query<{ n: number }>(`select count(*)::int as n from ${table}`, []))[0]?.n ?? 0;

describe('clearing what has ended', () => {
  it.each(expiring)(
    'clears %s that have ended, no more at once than asked for, and no others',
    async (what) => {
      await onServer(database.url, 'truncate sessions, tickets, attempts cascade');
      await fill(7, '-1 s');
      await fill(3, '1 hour');
      const before = await count(what);

      expect(await clearExpired(database, { what, limit: 5 })).toBe(5);
      expect(await clearExpired(database, { what, limit: 5 })).toBe(2);
      expect(await clearExpired(database, { what, limit: 5 })).toBe(0);

      expect(await count(what)).toBe(before - 7);
    },
  );
});

describe('clearing dead registrations', () => {
  const session = v.parse(SessionId, randomUUID());

  async function clearAll(): Promise<void> {
    for (let done = false; !done; ) ({ done } = await clearDeadRegistrations(redis));
  }

  it('forgets leases that are over and connections that have ended, and no others', async () => {
    const user = v.parse(UserId, randomUUID());
    const room = v.parse(RoomId, randomUUID());
    await openConnection(redis, { user, connection: 'alive=', session });
    await enterRooms(redis, { user, connection: 'alive=', rooms: [room] });
    await redis.zadd(keys.userConnections(user), '1', 'dead=');
    await redis.hset(keys.connectionDetails(user), 'dead=', `${session}/`);
    await redis.zadd(keys.roomConnections(room), '1', `${user}/dead=`);

    await clearAll();

    expect(await redis.zrange(keys.userConnections(user), '0', '-1')).toEqual(['alive=']);
    expect(await redis.hkeys(keys.connectionDetails(user))).toEqual(['alive=']);
    expect(await redis.zrange(keys.roomConnections(room), '0', '-1')).toEqual([`${user}/alive=`]);
  });

  it('comes round to every key, however many there are', async () => {
    const rooms = Array.from({ length: 1_500 }, () => v.parse(RoomId, randomUUID()));
    await Promise.all(rooms.map((room) => redis.zadd(keys.roomConnections(room), '1', 'x/dead=')));

    await clearAll();
    await clearAll();

    const left = await Promise.all(rooms.map((room) => redis.exists(keys.roomConnections(room))));
    expect(left.filter((exists) => exists === 1)).toEqual([]);
  });
});
