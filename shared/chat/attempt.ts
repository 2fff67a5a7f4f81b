import type { Delays } from '../postgres/attempts.ts';
import { ChatError } from '../protocol/errors.ts';

export type AttemptDeps = {
  readonly takeAttempt: (attempt: Delays & { readonly key: string }) => Promise<number | undefined>;
  readonly forgiveAttempt: (keys: readonly string[]) => Promise<void>;
};

export type Guard = Delays & { readonly key: string };

/**
 * Counts an attempt against each guard before it is made. One that a guard blocks is not made, and counts against none: who
 * keeps trying a blocked account doesn't block everybody else at that address.
 *
 * @throws ChatError `rate_limited` with the wait of the first guard that blocks it.
 */
export async function guardAttempt(deps: AttemptDeps, guards: readonly Guard[], what: string): Promise<void> {
  for (const [index, guard] of guards.entries()) {
    const retryAfterMs = await deps.takeAttempt(guard);
    if (retryAfterMs === undefined) continue;
    if (index > 0) await deps.forgiveAttempt(guards.slice(0, index).map(({ key }) => key));
    throw new ChatError(`cannot ${what}: too many attempts`, { code: 'rate_limited', retryAfterMs });
  }
}
