import type { CloseConnection } from '../gateway/close.ts';
import { limits } from '../protocol/limits.ts';
import type { Connection } from '../redis/connections.ts';
import { inParallel } from './in-parallel.ts';

export type CloseUnreachedDeps = {
  /** True when the connection took nothing some time ago either. @throws ChatError `unavailable` when Redis can't be asked. */
  readonly noteUnreached: (connection: Connection) => Promise<boolean>;
  readonly close: CloseConnection;
};

/**
 * Closes connections that took nothing, now and some time ago: a client that lives comes back and finds what it lacks by cursor. Left
 * open, all that it misses would be announced to its whole room again, with each sweep. `limits.parallelPosts` at most, so that it is
 * done soon; the others have their turn when they are met again.
 *
 * @returns those that were closed, and how many could not be.
 */
export async function closeUnreached(
  { noteUnreached, close }: CloseUnreachedDeps,
  unreached: readonly Connection[],
): Promise<{ readonly closed: readonly Connection[]; readonly failed: number }> {
  const some = unreached.slice(0, limits.parallelPosts);
  const outcomes = await inParallel(some, limits.parallelPosts, async (connection) => {
    if (!(await noteUnreached(connection))) return [];
    await close(connection.connection);
    return [connection];
  });
  return {
    closed: outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])),
    failed: outcomes.filter(({ status }) => status === 'rejected').length,
  };
}
