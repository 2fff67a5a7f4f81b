import { findAccepted } from '../postgres/find-accepted.ts';
import { throttle, unthrottle } from '../redis/throttle.ts';
import { announce } from './announce.ts';
import { database } from './database.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';
import { throttleWithoutRedis } from './throttle-without-redis.ts';
import { toError } from './to-error.ts';

/** What every verb needs that adds an event to a room in a user's name, beside the statement that accepts it. */
export const accepting = {
  throttle: (attempt: Parameters<typeof throttle>[1]) =>
    throttle(redis, attempt).catch((error) => throttleWithoutRedis(attempt, error)),
  /** A place that Redis can't be told of is given back by time: what became of the try is told all the same. */
  unthrottle: (attempt: Parameters<typeof unthrottle>[1], place: number) =>
    unthrottle(redis, attempt, place).catch((error) =>
      log.warn('redis.unavailable', {
        userId: attempt.user,
        roomId: attempt.room,
        reason: 'a place in the throttle is not given back',
        error: toError(error),
      }),
    ),
  findAccepted: (wanted: Parameters<typeof findAccepted>[1]) => findAccepted(database, wanted),
  announce,
  now: Date.now,
};
