import type { SessionId, UserId } from '../protocol/ids.ts';
import type { Database } from './database.ts';

/** $1 user, $2 the session that stays, or null. Returns the sessions that ended. */
const deleteSessions = `
delete from sessions where user_id = $1 and id is distinct from $2::uuid returning id`;

/**
 * Ends the sessions of a user, but for one. To be called once what bars new ones is committed: a session that was being opened
 * meanwhile is not seen by the statement that bars it.
 */
export async function endSessions(
  database: Database,
  { userId, keep }: { readonly userId: UserId; readonly keep?: SessionId },
): Promise<readonly SessionId[]> {
  const rows = await database.query<{ id: SessionId }>(deleteSessions, [userId, keep ?? null]);
  return rows.map(({ id }) => id);
}
