import { openRedis, type RedisClient } from '../redis/client.ts';
import { required } from './environment.ts';
import { traceRedis } from './trace/trace-redis.ts';

traceRedis();

/** The Redis of this environment. */
export const redis: RedisClient = openRedis(required('CACHE_URL'));
