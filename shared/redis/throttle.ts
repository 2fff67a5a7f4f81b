import { createHash } from 'node:crypto';
import type { MessageId, RoomId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { RedisClient } from './client.ts';
import giveBackLua from './give-place-back.lua';
import { keys } from './keys.ts';
import { runScript, script } from './script.ts';
import lua from './throttle.lua';

export const throttleScript = script('throttle', lua, { keys: 2 });
export const givePlaceBackScript = script('give-place-back', giveBackLua, { keys: 1 });

/** What is counted together. */
export type Counted = 'messages' | 'changes';

export type Try = {
  readonly of: Counted;
  readonly user: UserId;
  readonly connection: string;
  readonly room: RoomId;
  readonly id: MessageId;
  /** What is to be stored under the id, as JSON: a try with another one is another try. */
  readonly content: unknown;
  /** Postgres was asked since the last try, and has nothing of this id. */
  readonly isUnstored?: boolean;
};
export type ThrottleLimits = {
  /** How many pass in a window. */
  readonly most: number;
  readonly windowMs: number;
  readonly framesPerSecond: number;
  readonly rememberedMs: number;
  readonly remembered: number;
};

/** What becomes of a try. */
export type Passage =
  /** It passes, and takes a place in the window; without one it was not counted in Redis. */
  | { readonly kind: 'taken'; readonly place?: number }
  /** It passes on the place that an earlier try of the same has, and which is its own from now on. */
  | { readonly kind: 'known'; readonly place: number }
  /** It passed once, before the window: if it is stored, its retry is free, else it tries again as `isUnstored`. */
  | { readonly kind: 'passedBefore' }
  /** It has to wait; `flooding`: because its connection sends too many frames. */
  | { readonly kind: 'limited'; readonly waitMs: number; readonly flooding: boolean };

const usual = {
  windowMs: limits.messageWindowMs,
  framesPerSecond: limits.framesPerSecond,
  rememberedMs: limits.triesRememberedMs,
  remembered: limits.triesRemembered,
};

/** How many pass, over all devices of a user. */
export const throttleLimits: Readonly<Record<Counted, ThrottleLimits>> = {
  messages: { ...usual, most: limits.messagesPerWindow },
  changes: { ...usual, most: limits.changesPerWindow },
};

const keyOf = ({ of, user }: Try) => (of === 'messages' ? keys.throttle(user) : keys.changeThrottle(user));
/**
 * Only a true repeat shares a place: had something else with the id the same one, that could be refused and give it back.
 * Of members longer than 64 characters Redis would keep even a few in a skip list, which takes twice the memory.
 */
const memberOf = ({ room, id, content }: Try) =>
  createHash('sha256')
    .update(JSON.stringify([room, id, content]))
    .digest('base64url');

/**
 * Lets a message or a change of a user through when fewer than `most` were in the window that ends now.
 *
 * Exact under a burst, over all devices; one round trip. A try that has to wait costs nothing.
 */
export async function throttle(
  redis: RedisClient,
  attempt: Try,
  { most, windowMs, framesPerSecond, rememberedMs, remembered }: ThrottleLimits = throttleLimits[attempt.of],
): Promise<Passage> {
  const answer = await runScript(redis, throttleScript, {
    on: [keyOf(attempt), keys.connectionFrames(attempt.user, attempt.connection)],
    with: [
      memberOf(attempt),
      most,
      windowMs,
      framesPerSecond,
      rememberedMs,
      attempt.isUnstored ? 1 : 0,
      remembered,
    ],
  });
  const [outcome, waitMs, place = 0] = Array.isArray(answer) ? answer.map(Number) : [];
  if (outcome === 0) return { kind: 'taken', place };
  if (outcome === 1) return { kind: 'known', place };
  if (outcome === 4) return { kind: 'passedBefore' };
  return { kind: 'limited', waitMs: waitMs ?? windowMs, flooding: outcome === 3 };
}

/** Gives the place of a try back that was not accepted after all, unless another try of the same has passed on it since. */
export async function unthrottle(redis: RedisClient, attempt: Try, place: number): Promise<void> {
  await runScript(redis, givePlaceBackScript, { on: [keyOf(attempt)], with: [memberOf(attempt), place] });
}
