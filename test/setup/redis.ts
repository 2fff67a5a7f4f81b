import { inject } from 'vitest';
import { openRedis, type RedisClient } from '../../shared/redis/client.ts';

/** A client of the test Redis. Tests share the server: their users and rooms are new, so their keys are too. */
export const makeRedis = (): RedisClient => openRedis(inject('redisUrl'));
