import type { Gateway } from '../gateway/post.ts';
import { limits } from '../protocol/limits.ts';
import type { Reconnect } from '../protocol/server-frames.ts';

export type AskToReconnectDeps = {
  readonly post: Gateway['post'];
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** Nearly all clients that renew by themselves have done so by then, at 110 ± 5 minutes; the others have six minutes left. */
const askedAfterMs = 114 * 60_000;

/** What to say to a connection of that age; undefined while there is time. */
export function askOf(ageMs: number): Reconnect | undefined {
  if (ageMs < askedAfterMs) return undefined;
  const left = Math.floor(limits.connectionSeconds - ageMs / 1_000);
  return { type: 'reconnect', within: Math.max(1, left) };
}

/**
 * Asks a connection to make room for its next one, when the gateway's two hours for it are nearly over. To be called when a frame
 * comes: nobody else looks at the time.
 *
 * @returns whether it was asked.
 * @throws Error when the connection can't be reached.
 */
export async function askToReconnect(
  deps: AskToReconnectDeps,
  { connection, connectedAt }: { readonly connection: string; readonly connectedAt: number },
): Promise<boolean> {
  const ask = askOf(deps.now() - connectedAt);
  if (!ask) return false;
  return (await deps.post(connection, JSON.stringify(ask))) === 'posted';
}
