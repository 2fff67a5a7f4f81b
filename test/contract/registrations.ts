import type { RoomId } from '../../shared/protocol/ids.ts';
import { openRedis, type RedisClient } from '../../shared/redis/client.ts';
import { keys } from '../../shared/redis/keys.ts';
import type { Opening, Unregistered } from './history.ts';
import { readRooms } from './read-stored.ts';
import type { World } from './world.ts';

/**
 * The open connections that a room's events do not go to, though their user is a member. Left out is who is kept out for a while,
 * since a removal was not committed.
 */
export async function findUnregistered({
  stack,
  database,
  rooms,
  people,
}: World): Promise<readonly Unregistered[]> {
  const open = stack
    .openings()
    .filter(({ user, closedAt }) => closedAt === undefined && people.some(({ id }) => id === user));
  const ids = rooms.map(({ id }) => id);
  const redis = openRedis(stack.redisServer.url);
  try {
    const stored = await readRooms(database, ids);
    const lacking = stored.map((room) => lackingIn(redis, room, open));
    return (await Promise.all(lacking)).flat();
  } finally {
    redis.disconnect();
  }
}

async function lackingIn(
  redis: RedisClient,
  { id, members }: { readonly id: string; readonly members: readonly string[] },
  open: readonly Opening[],
): Promise<readonly Unregistered[]> {
  const now = Date.now() / 1_000;
  const entered = new Set(await redis.zrange(keys.roomConnections(id as RoomId), '0', '-1'));
  const barred = new Set(await redis.zrangebyscore(keys.roomRemoved(id as RoomId), now, '+inf'));
  return open
    .filter(({ user }) => members.includes(user) && !barred.has(user))
    .filter(({ user, connection }) => !entered.has(`${user}/${connection}`))
    .map(({ connection }) => ({ room: id, connection }));
}
