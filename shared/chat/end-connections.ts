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
};

/**
 * Says `bye` on the connections of a user's ended sessions and closes them. One that can't be reached is left to its next
 * frame, which is `unauthenticated`.
 */
export async function endConnections(
  deps: EndConnectionsDeps,
  ended: {
    readonly user: UserId;
    /** Undefined: all of them. */
    readonly sessions: readonly SessionId[] | undefined;
    readonly code: Bye['code'];
  },
): Promise<void> {
  const bye = JSON.stringify({ type: 'bye', code: ended.code } satisfies Bye);
  const sessions = ended.sessions && new Set<string>(ended.sessions);
  const found = await deps.connectionsOf(ended.user);
  const theirs = found.filter(({ session }) => !sessions || sessions.has(session));
  await inParallel(theirs, limits.parallelPosts, async ({ connection }) => {
    await deps.post(connection, bye).catch(() => 'gone');
    await deps.close(connection);
  });
}
