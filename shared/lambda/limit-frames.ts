import type { ConnectionScope } from '../chat/connection-scope.ts';
import { ChatError } from '../protocol/errors.ts';
import { takeFrame } from '../redis/frames.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';

/**
 * Holds a connection to its frames in a second, before Postgres is asked for anything. While Redis is away nothing is counted.
 *
 * @throws ChatError `rate_limited` with the wait.
 */
export async function limitFrames({ user, connection }: ConnectionScope): Promise<void> {
  let retryAfterMs: number | undefined;
  try {
    retryAfterMs = await takeFrame(redis, { user: user.id, connection });
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    log.warn('redis.unavailable', { reason: 'frames are not counted', error });
  }
  if (retryAfterMs === undefined) return;
  throw new ChatError('cannot answer: too many frames', { code: 'rate_limited', retryAfterMs });
}
