import type { Confirmed, CredentialsRow, NewSession } from '../postgres/users.ts';
import { ChatError } from '../protocol/errors.ts';
import type { SessionId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { refuseCommonPassword, type Secrets } from './accounts.ts';
import { type AttemptDeps, guardAttempt } from './attempt.ts';
import { bearerOf, type Caller, notLoggedIn } from './authenticate.ts';
import type { endConnections } from './end-connections.ts';

type EndConnections = (ended: Parameters<typeof endConnections>[1]) => Promise<void>;

export type LogOutDeps = {
  readonly endSession: (session: SessionId) => Promise<void>;
  readonly endConnections: EndConnections;
};

/** Ends the caller's session and closes its connections. */
export async function logOut(deps: LogOutDeps, { user, session }: Caller): Promise<void> {
  await deps.endSession(session);
  await deps.endConnections({ user: user.id, sessions: [session], code: 'logged_out' });
}

export type IssueTicketDeps = {
  readonly hashToken: (token: string) => Buffer;
  readonly newToken: Secrets['newToken'];
  readonly addTicket: (
    added: NewSession & { readonly ticket: { readonly hash: Buffer; readonly seconds: number } },
  ) => Promise<{ readonly user_id: UserId; readonly expires_at: Date } | undefined>;
};

export type IssuedTicket = { readonly ticket: string; readonly expiresAt: string; readonly user: UserId };

/**
 * Issues a ticket that opens one connection within 30 s, for clients that can't send headers with a handshake.
 *
 * @param authorization the header with the session token, which is looked up by the statement that adds the ticket.
 * @throws ChatError `unauthenticated`.
 */
export async function issueTicket(
  deps: IssueTicketDeps,
  authorization: string | undefined,
): Promise<IssuedTicket> {
  const token = bearerOf(authorization);
  const { text, hash } = deps.newToken();
  const ticket = { hash, seconds: limits.ticketSeconds };
  const added =
    token === undefined
      ? undefined
      : await deps.addTicket({ tokenHash: deps.hashToken(token), days: limits.sessionDays, ticket });
  if (!added) throw notLoggedIn();
  return { ticket: text, expiresAt: added.expires_at.toISOString(), user: added.user_id };
}

export type ConfirmDeps = AttemptDeps & {
  readonly secrets: Secrets;
  readonly findCredentials: (username: string) => Promise<CredentialsRow | undefined>;
};

const wrongPassword = () => new ChatError('cannot do this: the password is wrong', { code: 'forbidden' });

/**
 * Asks for the password once more, before something that can't be undone. Whatever that is has to hold the hash returned against
 * the user's again, in its own statement.
 *
 * @throws ChatError `forbidden` when it is wrong, `rate_limited` after some wrong ones.
 */
async function confirm(deps: ConfirmDeps, { user, session }: Caller, password: string): Promise<Confirmed> {
  const guard = { key: `confirm:${user.id}`, free: 5, longestSeconds: 60 };
  await guardAttempt(deps, [guard], 'confirm');
  const found = await deps.findCredentials(user.username);
  const right = await deps.secrets.verifyPassword(password, found?.password_hash);
  if (!found || !right) throw wrongPassword();
  await deps.forgiveAttempt([guard.key]);
  return { userId: user.id, session, passwordHash: found.password_hash };
}

export type ChangePasswordDeps = ConfirmDeps & {
  /** Undefined when the user has another password by now, or the session has ended. */
  readonly changePassword: (
    change: Confirmed & { readonly newHash: string },
  ) => Promise<readonly SessionId[] | undefined>;
  readonly endConnections: EndConnections;
};

/**
 * Changes the caller's password and ends the other sessions with their connections. Of several changes at once that were confirmed
 * with the same password one is made: a thief's must not overrule the owner's.
 *
 * @throws ChatError `invalid_request` for a common password; `forbidden` when the old one is wrong, or was changed just now;
 * `rate_limited` after some wrong ones.
 */
export async function changePassword(
  deps: ChangePasswordDeps,
  caller: Caller,
  change: { readonly password: string; readonly newPassword: string },
): Promise<void> {
  refuseCommonPassword(change.newPassword, caller.user.username, 'newPassword');
  const confirmed = await confirm(deps, caller, change.password);
  const newHash = await deps.secrets.hashPassword(change.newPassword);
  const sessions = await deps.changePassword({ ...confirmed, newHash });
  if (!sessions) throw wrongPassword();
  await deps.endConnections({ user: caller.user.id, sessions, code: 'password_changed' });
}

export type RemoveAccountDeps = ConfirmDeps & {
  /** False when the user has another password by now, or the session has ended. */
  readonly removeUser: (confirmed: Confirmed) => Promise<boolean>;
  readonly leaveAllRooms: (caller: Caller) => Promise<void>;
  readonly endConnections: EndConnections;
};

/**
 * Removes the caller's account: out of every room, sessions and connections ended, the name free again. A failure on the way leaves
 * an account that can be removed again.
 *
 * @throws ChatError `forbidden` when the password is wrong, or was changed meanwhile; `rate_limited` after some wrong ones.
 */
export async function removeAccount(
  deps: RemoveAccountDeps,
  caller: Caller,
  password: string,
): Promise<void> {
  const confirmed = await confirm(deps, caller, password);
  await deps.leaveAllRooms(caller);
  if (!(await deps.removeUser(confirmed))) throw wrongPassword();
  await Promise.all([
    // Of the rooms that somebody added the user to in between: from the removal on nobody can.
    deps.leaveAllRooms(caller),
    deps.endConnections({ user: caller.user.id, sessions: undefined, code: 'account_removed' }),
  ]);
}
