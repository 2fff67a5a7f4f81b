import type { RoomId, UserId } from '../protocol/ids.ts';
import { UserId as UserIdSchema } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { parse } from '../protocol/parse.ts';
import barLua from './bar-user.lua';
import { type RedisClient, withRedis } from './client.ts';
import type { Connection } from './connections.ts';
import enterLua from './enter-room.lua';
import forgetLua from './forget-gone.lua';
import { keys } from './keys.ts';
import { runScript, script } from './script.ts';
import unbarLua from './unbar-user.lua';

export const enterRoomScript = script('enter-room', enterLua, { keys: 2 });
export const forgetGoneScript = script('forget-gone', forgetLua, { keys: 1 });
export const barUserScript = script('bar-user', barLua, { keys: 2 });
export const unbarUserScript = script('unbar-user', unbarLua, { keys: 1 });

/** Longer than any function lives that read the membership before it ended. */
const barSeconds = 60;

const keysOf = (room: RoomId) => [keys.roomConnections(room), keys.roomRemoved(room)];
const memberOf = ({ user, connection }: Connection) => `${user}/${connection}`;

/**
 * Makes a connection one of those that the rooms' events go to. One round trip, however many rooms. Answers those that it is in
 * now: all but those that its user is kept out of.
 */
export async function enterRooms(
  redis: RedisClient,
  { user, connection, rooms }: Connection & { readonly rooms: readonly RoomId[] },
): Promise<readonly RoomId[]> {
  const answers = await Promise.all(
    rooms.map((room) =>
      runScript(redis, enterRoomScript, {
        on: keysOf(room),
        with: [user, connection, limits.connectionSeconds],
      }),
    ),
  );
  return rooms.filter((_, index) => answers[index] === 1);
}

/** Takes a connection out of rooms. */
export async function leaveRooms(
  redis: RedisClient,
  { rooms, ...connection }: Connection & { readonly rooms: readonly RoomId[] },
): Promise<void> {
  await withRedis(() =>
    Promise.all(rooms.map((room) => redis.zrem(keys.roomConnections(room), memberOf(connection)))),
  );
}

/** From a registration until its handshake is answered at the latest, or has failed. */
const handshakeSeconds = 10;

/**
 * Takes a connection out of a room that the gateway does not know. False when it stays, since it entered the room just now: the
 * gateway knows it only when its handshake is answered.
 */
export async function forgetGone(
  redis: RedisClient,
  { room, user, connection }: Connection & { readonly room: RoomId },
): Promise<boolean> {
  const answer = await runScript(redis, forgetGoneScript, {
    on: [keys.roomConnections(room)],
    with: [user, connection, limits.connectionSeconds, handshakeSeconds],
  });
  return answer === 1;
}

/** The connection that a member of the ZSET stands for. */
export function toConnection(member: string): Connection {
  const slash = member.indexOf('/');
  return {
    user: parse(UserIdSchema, member.slice(0, slash), 'registration'),
    connection: member.slice(slash + 1),
  };
}

/** The connections that a room's events go to. */
export async function roomConnections(redis: RedisClient, room: RoomId): Promise<readonly Connection[]> {
  const now = Math.floor(Date.now() / 1000);
  const members = await withRedis(() => redis.zrangebyscore(keys.roomConnections(room), now, '+inf'));
  return members.map(toConnection);
}

/** The connections of each of the rooms, `most` of each. One round trip. */
export function someConnections(
  redis: RedisClient,
  { rooms, most }: { readonly rooms: readonly RoomId[]; readonly most: number },
): Promise<readonly (readonly Connection[])[]> {
  const now = Math.floor(Date.now() / 1000);
  const read = async (room: RoomId) => {
    const members = await redis.zrangebyscore(keys.roomConnections(room), now, '+inf', 'LIMIT', 0, most);
    return members.map(toConnection);
  };
  return withRedis(() => Promise.all(rooms.map(read)));
}

/** Takes all connections of a user out of a room at once, and keeps out those that a slower function would still register. */
export async function barUser(
  redis: RedisClient,
  { room, user }: { readonly room: RoomId; readonly user: UserId },
): Promise<void> {
  await runScript(redis, barUserScript, { on: keysOf(room), with: [user, barSeconds] });
}

/** Lets a user in again who was added. Whoever was removed since stays out. */
export async function unbarUser(
  redis: RedisClient,
  { room, user, addedAt }: { readonly room: RoomId; readonly user: UserId; readonly addedAt: Date },
): Promise<void> {
  await runScript(redis, unbarUserScript, {
    on: [keys.roomRemoved(room)],
    with: [user, addedAt.getTime() / 1000, barSeconds],
  });
}

/** Forgets a room's connections and what would have been posted to them: the room is gone. */
export async function closeRoom(redis: RedisClient, room: RoomId): Promise<void> {
  await withRedis(() => redis.del([...keysOf(room), keys.outbox(room), keys.posted(room)]));
}
