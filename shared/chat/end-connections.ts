import type { CloseConnection } from '../gateway/close.ts';
import type { Gateway } from '../gateway/post.ts';
import type { SessionId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { Bye } from '../protocol/server-frames.ts';
import type { UserConnection } from '../redis/connections.ts';
import { inParallel } from './in-parallel.ts';

export type EndConnectionsDeps = {
  readonly connectionsOf: (user: UserId) => Promise<readonly UserConnection[]>;
  readonly post: Gateway['post'];
  readonly close: CloseConnection;
  readonly sleep: (ms: number) => Promise<void>;
  /** Before each try. */
  readonly pausesMs: readonly number[];
};

type Ended = {
  readonly user: UserId;
  /** Undefined: all of them. */
  readonly sessions: readonly SessionId[] | undefined;
  readonly code: Bye['code'];
};

/**
 * Says `bye` on the connections of a user's ended sessions and closes them. One that can't be reached is left to its next
 * frame, which is `unauthenticated`.
 *
 * One that is registered and unknown to the gateway has closed just now, and will soon be forgotten; or its handshake is under way and
 * had found the session alive, so it is tried again.
 */
export async function endConnections(deps: EndConnectionsDeps, ended: Ended): Promise<void> {
  let gone: ReadonlySet<string> | undefined;
  for (const pause of deps.pausesMs) {
    if (pause > 0) await deps.sleep(pause);
    const open = await openOf(deps, ended);
    gone = await closeAll(deps, { open: open.filter((one) => gone?.has(one) ?? true), code: ended.code });
    if (gone.size === 0) return;
  }
}

async function openOf(deps: EndConnectionsDeps, { user, sessions }: Ended): Promise<readonly string[]> {
  const ended = sessions && new Set<string>(sessions);
  const found = await deps.connectionsOf(user);
  return found.filter(({ session }) => !ended || ended.has(session)).map(({ connection }) => connection);
}

/** Answers which the gateway did not know. */
async function closeAll(
  { post, close }: EndConnectionsDeps,
  { open, code }: { readonly open: readonly string[]; readonly code: Bye['code'] },
): Promise<ReadonlySet<string>> {
  const bye = JSON.stringify({ type: 'bye', code } satisfies Bye);
  const outcomes = await inParallel(open, limits.parallelPosts, async (connection) => {
    await post(connection, bye).catch(() => 'gone');
    return close(connection);
  });
  return new Set(
    open.filter((_, index) => {
      const outcome = outcomes[index];
      return outcome?.status === 'fulfilled' && outcome.value === 'gone';
    }),
  );
}
