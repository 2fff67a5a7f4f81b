import type { UserId } from '../protocol/ids.ts';
import clearDeadLua from './clear-dead.lua';
import { type RedisClient, withRedis } from './client.ts';
import { noteDeparture } from './departures.ts';
import { keys, ownerOf, patterns } from './keys.ts';
import { runScript, script } from './script.ts';

export const clearDeadScript = script('clear-dead', clearDeadLua, { keys: 2 });

/** Keys that one step looks at, about. */
const scanned = 500;

async function clearUser(redis: RedisClient, key: string): Promise<number> {
  const user = ownerOf(key);
  const on = [keys.userConnections(user), keys.connectionDetails(user)];
  const answer = await runScript(redis, clearDeadScript, { on, with: [] });
  const [cleared = 0, second = 0] = Array.isArray(answer) ? answer.map(Number) : [];
  if (second > 0) await noteDeparture(redis, { user, second });
  return cleared;
}

/** The connections that ended, of a room or of a user. Other keys end by themselves. */
function clearKey(redis: RedisClient, key: string, nowSeconds: number): Promise<number> {
  if (patterns.userConnections.test(key)) return clearUser(redis, key);
  if (patterns.roomConnections.test(key)) {
    return withRedis(() => redis.zremrangebyscore(key, '-inf', nowSeconds));
  }
  return Promise.resolve(0);
}

export type DeadStep = {
  readonly cleared: number;
  /** Those who had connections. */
  readonly users: readonly UserId[];
  readonly done: boolean;
};

/**
 * Clears registrations and leases of connections that have ended, for some hundred keys, and notes who has departed so; where the last call left off, so
 * that calls once a minute come round to all.
 */
export async function clearDeadRegistrations(redis: RedisClient): Promise<DeadStep> {
  const from = (await withRedis(() => redis.get(keys.sweepCursor))) ?? '0';
  const [next, found] = await withRedis(() => redis.scan(from, 'MATCH', '*:connections', 'COUNT', scanned));
  const now = Math.floor(Date.now() / 1000);
  const cleared = await Promise.all(found.map((key) => clearKey(redis, key, now)));
  await withRedis(() => redis.set(keys.sweepCursor, next, 'EX', 3600));
  return {
    cleared: cleared.reduce((sum, count) => sum + count, 0),
    users: found.filter((key) => patterns.userConnections.test(key)).map(ownerOf),
    done: next === '0',
  };
}
