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
  retryStrategy: (attempt: number) => Math.min(attempt * 50, 100),
} satisfies RedisOptions;

/** Opens the connection in the background. What a client waits for is told at once that it can't be had. */
export function openRedis(url: string, options: Omit<RedisOptions, 'replyMapping'> = {}): RedisClient {
  const redis = new WatchfulRedis(url, { ...patience, ...options });
  // Each command reports its own failure; without a listener ioredis would print to the console.
  redis.on('error', () => {});
  return redis;
}

const isRefusal = (cause: unknown): boolean =>
  cause instanceof Error &&
  cause.name === 'ReplyError' &&
  !/^(LOADING|READONLY|MASTERDOWN|OOM)/.test(cause.message);

/** What fails sooner had no try of its own to connect. */
const soonMs = 100;

/**
 * ioredis counts the tries to connect, and not those since a command came: each second one that fails takes every command with
 * it, also one that came just then. A function that was frozen while it connected meets that with its first command.
 */
async function onceMoreWhenSoon<Result>(run: () => Promise<Result>): Promise<Result> {
  const start = performance.now();
  try {
    return await run();
  } catch (cause) {
    if (isRefusal(cause) || performance.now() - start > soonMs) throw cause;
    return run();
  }
}

/**
 * Runs Redis commands. It may run them twice, as ioredis sends them again when a connection ends before the answer.
 *
 * @throws ChatError `unavailable` when Redis can't be reached or does not answer in time.
 */
export async function withRedis<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await onceMoreWhenSoon(run);
  } catch (cause) {
    if (isRefusal(cause)) throw cause;
    throw new ChatError('cannot answer now: the cache is out of reach', { code: 'unavailable', cause });
  }
}
