import type { NewSession, SessionRow } from '../postgres/users.ts';
import { ChatError } from '../protocol/errors.ts';
import type { User } from '../protocol/http-bodies.ts';
import type { SessionId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { toUser } from './accounts.ts';

/** Somebody who is logged in, and the session that shows it. */
export type Caller = { readonly user: User; readonly session: SessionId };

export type AuthenticateDeps = {
  readonly hashToken: (token: string) => Buffer;
  readonly findSession: (session: NewSession) => Promise<SessionRow | undefined>;
};

/** The token of an `Authorization: Bearer …` header; undefined when it is something else. */
export const bearerOf = (header: string | undefined): string | undefined =>
  header?.match(/^Bearer ([\w-]{20,200})$/i)?.[1];

export const notLoggedIn = () => new ChatError('cannot go on: not logged in', { code: 'unauthenticated' });

export const toCaller = (row: SessionRow): Caller => ({ user: toUser(row), session: row.session_id });

/**
 * Finds who a session token belongs to, and extends a session that is in use.
 *
 * @throws ChatError `unauthenticated` when there is no token, or none that is valid.
 */
export async function authenticate(deps: AuthenticateDeps, header: string | undefined): Promise<Caller> {
  const token = bearerOf(header);
  const row =
    token === undefined
      ? undefined
      : await deps.findSession({ tokenHash: deps.hashToken(token), days: limits.sessionDays });
  if (!row) throw notLoggedIn();
  return toCaller(row);
}
