import type { MessageId, RoomId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { type RedisClient, withRedis } from './client.ts';
import { keys } from './keys.ts';
import { runScript, script } from './script.ts';
import lua from './throttle.lua';

export const throttleScript = script('throttle', lua, { keys: 1 });

export type Try = { readonly user: UserId; readonly room: RoomId; readonly id: MessageId };
export type ThrottleLimits = { readonly messages: number; readonly windowMs: number };

const inAnyWindow: ThrottleLimits = { messages: limits.messagesPerWindow, windowMs: limits.messageWindowMs };
const memberOf = ({ room, id }: Try) => `${room}/${id}`;

/**
 * Lets a message of a user through when fewer than `messages` were in the window that ends now.
 *
 * Exact under a burst, over all devices; one round trip.
 * @returns undefined when it passes, else the milliseconds after which it will.
 */
export async function throttle(
  redis: RedisClient,
  attempt: Try,
  { messages, windowMs }: ThrottleLimits = inAnyWindow,
): Promise<number | undefined> {
  const answer = await runScript(redis, throttleScript, {
    on: [keys.throttle(attempt.user)],
    with: [memberOf(attempt), messages, windowMs],
  });
  return answer === 0 ? undefined : Number(answer);
}

/** Gives the place back: the message that passed was not accepted after all. */
export async function unthrottle(redis: RedisClient, attempt: Try): Promise<void> {
  await withRedis(() => redis.zrem(keys.throttle(attempt.user), memberOf(attempt)));
}
