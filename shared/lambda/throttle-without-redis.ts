import { throttleByEvents } from '../postgres/accept-message.ts';
import { ChatError } from '../protocol/errors.ts';
import { limits } from '../protocol/limits.ts';
import type { Passage, Try } from '../redis/throttle.ts';
import { database } from './database.ts';
import { log } from './logger.ts';

/** Counts a user's messages in Postgres when Redis could not be asked, so that sending goes on. */
export async function throttleWithoutRedis({ user, room }: Try, error: unknown): Promise<Passage> {
  if (!(error instanceof ChatError && error.fields.code === 'unavailable')) throw error;
  log.warn('redis.unavailable', {
    userId: user,
    roomId: room,
    reason: 'the throttle counts in Postgres',
    error,
  });
  const waitMs = await throttleByEvents(database, {
    user,
    messages: limits.messagesPerWindow,
    windowMs: limits.messageWindowMs,
  });
  return waitMs === undefined ? { kind: 'taken' } : { kind: 'limited', waitMs, flooding: false };
}
