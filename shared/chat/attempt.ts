import type { Delays } from '../postgres/attempts.ts';
import { ChatError } from '../protocol/errors.ts';

export type AttemptDeps = {
  readonly takeAttempt: (attempt: Delays & { readonly key: string }) => Promise<number | undefined>;
  readonly forgiveAttempt: (keys: readonly string[]) => Promise<void>;
};

export type Guard = Delays & { readonly key: string };

/**
 * Counts an attempt against each guard before it is made.
 *
 * @throws ChatError `rate_limited` with the wait of the first guard that blocks it.
 */
export async function guardAttempt(deps: AttemptDeps, guards: readonly Guard[], what: string): Promise<void> {
  for (const guard of guards) {
    const retryAfterMs = await deps.takeAttempt(guard);
    if (retryAfterMs === undefined) continue;
    throw new ChatError(`cannot ${what}: too many attempts`, { code: 'rate_limited', retryAfterMs });
  }
}
