import { inParallel } from '../chat/in-parallel.ts';
import type { RoomId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { RoomAdded, RoomRemoved } from '../protocol/server-frames.ts';
import { connectionsOf, doubtEntered } from '../redis/connections.ts';
import { whoIsOnline } from '../redis/departures.ts';
import { barUser, closeRoom, enterRooms, unbarUser } from '../redis/room-connections.ts';
import { gateway } from './gateway.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';
import { toError } from './to-error.ts';

/** The open connections of a user that follow a room: all of them, but for those opened for another one. */
async function connectionsIn(user: UserId, room: RoomId): Promise<readonly string[]> {
  const open = await connectionsOf(redis, user);
  return open.filter(({ only }) => only === '' || only === room).map(({ connection }) => connection);
}

const tell = (connections: readonly string[], frame: RoomAdded | RoomRemoved) =>
  inParallel(connections, limits.parallelPosts, (connection) =>
    gateway.post(connection, JSON.stringify(frame)),
  );

/** Lets a user's open connections into a room again. Returns them. */
async function readmit(user: UserId, room: RoomId, addedAt: Date): Promise<readonly string[]> {
  await unbarUser(redis, { room, user, addedAt });
  const connections = await connectionsIn(user, room);
  await Promise.all(connections.map((connection) => enterRooms(redis, { user, connection, rooms: [room] })));
  return connections;
}

/**
 * Makes the open connections of a user who was added follow a room, and tells them. The membership stands, whatever fails here; but
 * who was removed since stays out.
 */
export async function follow(user: UserId, room: RoomId, addedAt: Date): Promise<void> {
  try {
    await tell(await readmit(user, room, addedAt), { type: 'roomAdded', room });
  } catch (error) {
    log.warn('room.unfollowed', { userId: user, roomId: room, error: toError(error) });
  }
}

/**
 * Takes a user's open connections out of a room. Whatever becomes of the removal that follows, even if its function is killed,
 * they enter the rooms that the user is in by then with a heartbeat, at the latest with the first one after the bar.
 *
 * @throws ChatError `unavailable`: then nobody may be removed yet.
 */
export async function bar(user: UserId, room: RoomId): Promise<void> {
  await doubtEntered(redis, user);
  await barUser(redis, { room, user });
}

/** Bars once more, after the removal: a Redis that was emptied or replaced before it may have let in who was a member then. */
export async function barAgain(user: UserId, room: RoomId): Promise<void> {
  try {
    await bar(user, room);
  } catch (error) {
    log.warn('room.unbarred', { userId: user, roomId: room, error: toError(error) });
  }
}

/** Tells users that they are out of a room. */
export async function tellRemoved(users: readonly UserId[], room: RoomId): Promise<void> {
  try {
    const connections = await Promise.all(users.map((user) => connectionsIn(user, room)));
    await tell(connections.flat(), { type: 'roomRemoved', room });
  } catch (error) {
    log.warn('room.untold', { roomId: room, error: toError(error) });
  }
}

/** Forgets a room that was deleted. What Redis keeps of it when it is away expires by itself: nobody can send to the room. */
export async function forgetRoom(room: RoomId): Promise<void> {
  try {
    await closeRoom(redis, room);
  } catch (error) {
    log.warn('room.unforgotten', { roomId: room, error: toError(error) });
  }
}

/** Who is online; nobody, when Redis can't be asked. */
export async function whoIsOnlineNow(users: readonly UserId[]): Promise<ReadonlySet<UserId>> {
  try {
    return await whoIsOnline(redis, users);
  } catch (error) {
    log.warn('redis.unavailable', { reason: 'presence is unknown', error: toError(error) });
    return new Set();
  }
}
