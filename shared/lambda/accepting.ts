import { findAccepted } from '../postgres/find-accepted.ts';
import { throttle, unthrottle } from '../redis/throttle.ts';
import { announce } from './announce.ts';
import { database } from './database.ts';
import { redis } from './redis.ts';
import { throttleWithoutRedis } from './throttle-without-redis.ts';

/** What every verb needs that adds an event to a room in a user's name, beside the statement that accepts it. */
export const accepting = {
  throttle: (attempt: Parameters<typeof throttle>[1]) =>
    throttle(redis, attempt).catch((error) => throttleWithoutRedis(attempt, error)),
  unthrottle: (attempt: Parameters<typeof unthrottle>[1]) => unthrottle(redis, attempt),
  findAccepted: (wanted: Parameters<typeof findAccepted>[1]) => findAccepted(database, wanted),
  announce,
  now: Date.now,
};
