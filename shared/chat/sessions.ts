import type { CredentialsRow, NewSession } from '../postgres/users.ts';
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

/**
 * Asks for the password once more, before something that can't be undone.
 *
 * @throws ChatError `forbidden` when it is wrong, `rate_limited` after some wrong ones.
 */
async function confirm(deps: ConfirmDeps, { user }: Caller, password: string): Promise<void> {
  const guard = { key: `confirm:${user.id}`, free: 5, longestSeconds: 60 };
  await guardAttempt(deps, [guard], 'confirm');
  const found = await deps.findCredentials(user.username);
  if (!(await deps.secrets.verifyPassword(password, found?.password_hash))) {
    throw new ChatError('cannot do this: the password is wrong', { code: 'forbidden' });
  }
  await deps.forgiveAttempt([guard.key]);
}

export type ChangePasswordDeps = ConfirmDeps & {
  readonly changePassword: (change: {
    readonly userId: UserId;
    readonly passwordHash: string;
    readonly keep: SessionId;
  }) => Promise<readonly SessionId[]>;
  readonly endConnections: EndConnections;
};

/** Changes the caller's password and ends the other sessions with their connections. */
export async function changePassword(
  deps: ChangePasswordDeps,
  caller: Caller,
  change: { readonly password: string; readonly newPassword: string },
): Promise<void> {
  refuseCommonPassword(change.newPassword, caller.user.username, 'newPassword');
  await confirm(deps, caller, change.password);
  const passwordHash = await deps.secrets.hashPassword(change.newPassword);
  const sessions = await deps.changePassword({ userId: caller.user.id, passwordHash, keep: caller.session });
  await deps.endConnections({ user: caller.user.id, sessions, code: 'password_changed' });
}

export type RemoveAccountDeps = ConfirmDeps & {
  readonly removeUser: (user: UserId) => Promise<void>;
  readonly leaveAllRooms: (caller: Caller) => Promise<void>;
  readonly endConnections: EndConnections;
};

/** Removes the caller's account: out of every room, sessions and connections ended, the name free again. */
export async function removeAccount(
  deps: RemoveAccountDeps,
  caller: Caller,
  password: string,
): Promise<void> {
  await confirm(deps, caller, password);
  await deps.leaveAllRooms(caller);
  await deps.removeUser(caller.user.id);
  await deps.endConnections({ user: caller.user.id, sessions: undefined, code: 'account_removed' });
}
