import { UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { parse } from '../protocol/parse.ts';
import { type RedisClient, withRedis } from './client.ts';
import { keys } from './keys.ts';
import awayLua from './note-away.lua';
import { runScript, script } from './script.ts';
import takeLua from './take-departures.lua';

export const takeDeparturesScript = script('take-departures', takeLua, { keys: 1 });
export const noteAwayScript = script('note-away', awayLua, { keys: 3 });

/** A user whose last connection has ended, and the second since 1970 at which it did, by Redis's clock. */
export type Departure = { readonly user: UserId; readonly second: number };

/** What no sweeper looks at for so long is not news any more. */
const keepSeconds = 3_600;

/** Puts a user into the list of those of whom nobody was told yet that they have gone. Again: with the new time. */
export async function noteDeparture(redis: RedisClient, { user, second }: Departure): Promise<void> {
  const key = keys.departures;
  await withRedis(() => redis.multi().zadd(key, second, user).expire(key, keepSeconds).exec());
}

/** Takes a user who is back out of the list. False when the user is not in it: others were told, or there is nothing to tell. */
export async function cancelDeparture(redis: RedisClient, user: UserId): Promise<boolean> {
  return (await withRedis(() => redis.zrem(keys.departures, user))) === 1;
}

/** Takes those out of the list who have been gone for so long: the longest gone first, each once whoever else takes some. */
export async function takeDepartures(
  redis: RedisClient,
  { seconds, most }: { readonly seconds: number; readonly most: number },
): Promise<readonly Departure[]> {
  const answer = await runScript(redis, takeDeparturesScript, {
    on: [keys.departures],
    with: [seconds, most],
  });
  const flat = Array.isArray(answer) ? answer.map(String) : [];
  const users = flat.filter((_, index) => index % 2 === 0);
  return users.map((user, index) => ({
    user: parse(UserId, user, 'departure'),
    second: Number(flat[2 * index + 1]),
  }));
}

/** Notes that others are told that a user has gone. False when the user has a connection, and so nobody is to be told. */
export async function noteAway(redis: RedisClient, user: UserId): Promise<boolean> {
  const answer = await runScript(redis, noteAwayScript, {
    on: [keys.userConnections(user), keys.connectionDetails(user), keys.away(user)],
    // No connection that comes back can be older.
    with: [limits.connectionSeconds],
  });
  return answer === 1;
}

/**
 * Which of the users are online, as others were told: those who have a connection under lease, and those of whom nobody was told
 * yet that they have gone. One round trip.
 */
export async function whoIsOnline(
  redis: RedisClient,
  users: readonly UserId[],
): Promise<ReadonlySet<UserId>> {
  if (users.length === 0) return new Set();
  const now = Math.floor(Date.now() / 1000);
  const [counts, departures] = await withRedis(() =>
    Promise.all([
      Promise.all(users.map((user) => redis.zcount(keys.userConnections(user), now, '+inf'))),
      redis.zmscore(keys.departures, [...users]),
    ]),
  );
  return new Set(users.filter((_, index) => (counts[index] ?? 0) > 0 || departures[index] != null));
}
