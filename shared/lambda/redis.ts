import { openRedis, type RedisClient } from '../redis/client.ts';
import { required } from './environment.ts';

/** The Redis of this environment. */
export const redis: RedisClient = openRedis(required('CACHE_URL'));
