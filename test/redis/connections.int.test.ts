import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RoomId, SessionId, UserId } from '../../shared/protocol/ids.ts';
import type { RedisClient } from '../../shared/redis/client.ts';
import {
  closeConnection,
  connectionsOf,
  doubtEntered,
  noteEntered,
  openConnection,
  renewConnection,
} from '../../shared/redis/connections.ts';
import { whoIsOnline } from '../../shared/redis/departures.ts';
import { keys } from '../../shared/redis/keys.ts';
import {
  barUser,
  enterRooms,
  forgetGone,
  leaveRooms,
  roomConnections,
  unbarUser,
} from '../../shared/redis/room-connections.ts';
import { findKeys, makeRedis } from '../setup/redis.ts';

let redis: RedisClient;
const newUser = () => v.parse(UserId, randomUUID());
const newRoom = () => v.parse(RoomId, randomUUID());
const session = v.parse(SessionId, randomUUID());

beforeAll(() => {
  redis = makeRedis();
});
afterAll(() => redis.quit());

describe('registering connections', () => {
  it('lets a user have ten, and not an eleventh, however many come at once', async () => {
    const user = newUser();

    const opened = await Promise.all(
      Array.from({ length: 30 }, (_, n) => openConnection(redis, { user, connection: `c${n}=`, session })),
    );

    expect(opened.filter((one) => one !== 'refused')).toHaveLength(10);
    expect(await connectionsOf(redis, user)).toHaveLength(10);
  });

  it('gives a place free when a connection closes; closing twice is nothing', async () => {
    const user = newUser();
    for (let n = 0; n < 10; n++) await openConnection(redis, { user, connection: `c${n}=`, session });

    await closeConnection(redis, { user, connection: 'c3=' });
    await closeConnection(redis, { user, connection: 'c3=' });

    expect(await openConnection(redis, { user, connection: 'new=', session })).toBe('another');
    expect(await openConnection(redis, { user, connection: 'too-many=', session })).toBe('refused');
  });

  it('renews a lease, and tells when a connection is unknown', async () => {
    const user = newUser();
    await openConnection(redis, { user, connection: 'c=', session });

    expect(await renewConnection(redis, { user, connection: 'c=' })).toBe('');
    expect(await renewConnection(redis, { user, connection: 'other=' })).toBeUndefined();
  });

  it('notes which rooms a connection has entered, but for one who read what it is before something else was noted', async () => {
    const [user, only] = [newUser(), newRoom()];
    const of = { user, connection: 'c=' };
    const renew = () => renewConnection(redis, of);
    await openConnection(redis, { ...of, session, only });

    await noteEntered(redis, { ...of, before: '', entered: 'all' });
    expect(await renew()).toBe('all');
    await noteEntered(redis, { ...of, before: '', entered: 'some' });
    expect(await renew()).toBe('all');

    await doubtEntered(redis, user);
    const doubt = await renew();
    await noteEntered(redis, { ...of, before: 'all', entered: 'all' });
    expect(await renew()).toBe(doubt);
    await doubtEntered(redis, user);
    await noteEntered(redis, { ...of, before: doubt ?? '', entered: 'all' });
    expect([doubt, 'all', '']).not.toContain(await renew());

    expect(await connectionsOf(redis, user)).toEqual([{ connection: 'c=', session, only }]);
    await noteEntered(redis, { user, connection: 'other=', before: '', entered: 'all' });
    expect(await connectionsOf(redis, user)).toHaveLength(1);
    await openConnection(redis, { ...of, session, only });
    expect(await renew()).toBe('');
  });

  it('knows who is online from their leases', async () => {
    const [here, away] = [newUser(), newUser()];
    await openConnection(redis, { user: here, connection: 'c=', session });

    expect(await whoIsOnline(redis, [here, away])).toEqual(new Set([here]));
  });
});

describe('a room’s connections', () => {
  it('are those that entered and did not leave', async () => {
    const [user, room, other] = [newUser(), newRoom(), newRoom()];
    await enterRooms(redis, { user, connection: 'a=', rooms: [room, other] });
    await enterRooms(redis, { user, connection: 'b=', rooms: [room] });

    await leaveRooms(redis, { user, connection: 'a=', rooms: [room] });

    expect(await roomConnections(redis, room)).toEqual([{ user, connection: 'b=' }]);
    expect(await roomConnections(redis, other)).toEqual([{ user, connection: 'a=' }]);
  });

  it('do not lose one that the gateway does not know yet, and lose one that it no longer knows', async () => {
    const [user, room] = [newUser(), newRoom()];
    for (const connection of ['new=', 'old=']) await enterRooms(redis, { user, connection, rooms: [room] });
    await redis.zincrby(keys.roomConnections(room), -11, `${user}/old=`);

    const forget = (connection: string) => forgetGone(redis, { user, room, connection });

    expect([await forget('new='), await forget('old='), await forget('unknown=')]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await roomConnections(redis, room)).toEqual([{ user, connection: 'new=' }]);
  });

  it('do not include a removed user, even when a slower function registers one', async () => {
    const [user, room] = [newUser(), newRoom()];
    await enterRooms(redis, { user, connection: 'a=', rooms: [room] });

    await barUser(redis, { room, user });
    await enterRooms(redis, { user, connection: 'b=', rooms: [room] });
    expect(await roomConnections(redis, room)).toEqual([]);

    // Added before the removal, by a function that comes to it only now.
    await unbarUser(redis, { room, user, addedAt: new Date(Date.now() - 1_000) });
    expect(await enterRooms(redis, { user, connection: 'c=', rooms: [room] })).toEqual([]);
    expect(await roomConnections(redis, room)).toEqual([]);

    await unbarUser(redis, { room, user, addedAt: new Date(Date.now() + 1_000) });
    expect(await enterRooms(redis, { user, connection: 'd=', rooms: [room] })).toEqual([room]);
    expect(await roomConnections(redis, room)).toEqual([{ user, connection: 'd=' }]);
  });

  it('do not include a removed user by a connection that the user’s own list has forgotten', async () => {
    const [user, other, room] = [newUser(), newUser(), newRoom()];
    await openConnection(redis, { user, connection: 'a=', session });
    await enterRooms(redis, { user, connection: 'a=', rooms: [room] });
    await enterRooms(redis, { user: other, connection: 'b=', rooms: [room] });
    await closeConnection(redis, { user, connection: 'a=' });

    await barUser(redis, { room, user });

    expect(await roomConnections(redis, room)).toEqual([{ user: other, connection: 'b=' }]);
  });

  it('are kept in no key without an expiry', async () => {
    const [user, removed, room] = [newUser(), newUser(), newRoom()];
    await openConnection(redis, { user, connection: 'a=', session });
    await enterRooms(redis, { user, connection: 'a=', rooms: [room] });
    await barUser(redis, { room, user: removed });

    const found = [...(await findKeys(`*${user}*`)), ...(await findKeys(`*${room}*`))];
    const lives = await Promise.all(found.map((key) => redis.ttl(key)));

    expect(found).toHaveLength(4);
    expect(lives.every((seconds) => seconds > 0)).toBe(true);
  });
});
