import { throttleByEvents } from '../postgres/throttle-by-events.ts';
import { isUnavailable } from '../protocol/errors.ts';
import type { RoomEvent } from '../protocol/events.ts';
import { type Counted, type Passage, type Try, throttleLimits } from '../redis/throttle.ts';
import { database } from './database.ts';
import { log } from './logger.ts';

const kinds: Readonly<Record<Counted, readonly RoomEvent['kind'][]>> = {
  messages: ['message'],
  changes: ['edit', 'deletion', 'reaction'],
};

/** Counts a user's messages or changes in Postgres when Redis could not be asked, so that chatting goes on. */
export async function throttleWithoutRedis({ of, user, room }: Try, error: unknown): Promise<Passage> {
  if (!isUnavailable(error)) throw error;
  log.warn('redis.unavailable', {
    userId: user,
    roomId: room,
    reason: 'the throttle counts in Postgres',
    error,
  });
  const { most, windowMs } = throttleLimits[of];
  const waitMs = await throttleByEvents(database, { user, kinds: kinds[of], most, windowMs });
  return waitMs === undefined ? { kind: 'taken' } : { kind: 'limited', waitMs, flooding: false };
}
