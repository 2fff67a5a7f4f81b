import type { Redis, RedisOptions } from 'ioredis';
import { ChatError } from '../protocol/errors.ts';
import { WatchfulRedis } from './watchful-redis.ts';

export type RedisClient = Redis;

/** An answer that says that the server has become a replica: the name of the primary leads elsewhere by now. */
const isDemoted = ({ message }: Error): boolean => message.startsWith('READONLY');

/**
 * A command that gets no answer within a second fails, and none is kept for later.
 *
 * A connection on which nothing is heard any more is given up for a new one, and so is one whose server was demoted.
 */
export const patience = {
  connectTimeout: 2_000,
  commandTimeout: 1_000,
  maxRetriesPerRequest: 1,
  reconnectOnError: isDemoted,
  // Short, since a command waits for the next try: without Redis each message costs so much.
  retryStrategy: (attempt: number) => Math.min(attempt * 50, 200),
} satisfies RedisOptions;

/** Opens the connection in the background. What a client waits for is told at once that it can't be had. */
export function openRedis(url: string, options: Omit<RedisOptions, 'replyMapping'> = {}): RedisClient {
  const redis = new WatchfulRedis(url, { ...patience, ...options });
  // Each command reports its own failure; without a listener ioredis would print to the console.
  redis.on('error', () => {});
  return redis;
}

/**
 * Runs Redis commands.
 *
 * @throws ChatError `unavailable` when Redis can't be reached or does not answer in time.
 */
export async function withRedis<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (cause) {
    if (
      cause instanceof Error &&
      cause.name === 'ReplyError' &&
      !/^(LOADING|READONLY|MASTERDOWN|OOM)/.test(cause.message)
    ) {
      throw cause;
    }
    throw new ChatError('cannot answer now: the cache is out of reach', { code: 'unavailable', cause });
  }
}
