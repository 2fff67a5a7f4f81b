import { inject } from 'vitest';
import { openRedis, type RedisClient } from '../../shared/redis/client.ts';
import { cacheUser } from './cache-user.ts';

/**
 * A client of the test Redis that may do what functions may, and no more. Tests share the server: their users and rooms are
 * new, so their keys are too.
 */
export const makeRedis = (): RedisClient =>
  openRedis(inject('redisUrl'), { username: cacheUser, password: cacheUser });

/** The keys there are, looked up as the server's owner: functions may not. */
export async function findKeys(pattern: string): Promise<readonly string[]> {
  const owner = openRedis(inject('redisUrl'));
  try {
    return await owner.keys(pattern);
  } finally {
    await owner.quit();
  }
}
