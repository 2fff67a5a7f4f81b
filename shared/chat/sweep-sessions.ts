import type { SessionId, UserId } from '../protocol/ids.ts';
import type { UserConnection } from '../redis/connections.ts';
import { inParallel } from './in-parallel.ts';

export type SweepSessionsDeps = {
  readonly connectionsOf: (user: UserId) => Promise<readonly UserConnection[]>;
  /** Which of the sessions are none any more, or their users may not log in. */
  readonly findEnded: (sessions: readonly SessionId[]) => Promise<ReadonlySet<SessionId>>;
  /** Never throws. */
  readonly endConnections: (ended: {
    readonly user: UserId;
    readonly sessions: readonly SessionId[];
    readonly code: 'logged_out';
  }) => Promise<void>;
};

const parallelUsers = 20;

/**
 * Closes the connections of users whose session has ended: whoever ended it could not, or did it by hand. A connection that says
 * nothing would hear its rooms for two hours.
 *
 * @returns of how many sessions.
 * @throws ChatError `unavailable` when Redis or Postgres can't be asked.
 */
export async function sweepSessions(deps: SweepSessionsDeps, users: readonly UserId[]): Promise<number> {
  const sessionsOf = async (user: UserId) => {
    const open = await deps.connectionsOf(user);
    return { user, sessions: [...new Set(open.map(({ session }) => session))] };
  };
  const open = await Promise.all(users.map(sessionsOf));
  const ended = await deps.findEnded(open.flatMap(({ sessions }) => sessions));
  const over = open
    .map(({ user, sessions }) => ({ user, sessions: sessions.filter((one) => ended.has(one)) }))
    .filter(({ sessions }) => sessions.length > 0);
  await inParallel(over, parallelUsers, (one) => deps.endConnections({ ...one, code: 'logged_out' }));
  return over.reduce((sum, { sessions }) => sum + sessions.length, 0);
}
