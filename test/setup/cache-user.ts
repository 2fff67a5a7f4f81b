import { Redis } from 'ioredis';
import { cacheAccess } from '../../infra/cache-access.ts';

/** Its password is its name. */
export const cacheUser = 'parley-test';

/** Makes the user that tests are on a Redis, with the access that functions have in the cloud. */
export async function makeCacheUser(url: string): Promise<void> {
  const redis = new Redis(url);
  try {
    await redis.acl('SETUSER', cacheUser, 'reset', ...cacheAccess.split(' '), `>${cacheUser}`);
  } finally {
    await redis.quit();
  }
}
