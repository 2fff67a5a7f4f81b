import type { CredentialsRow, NewSession, SessionRow } from '../postgres/users.ts';
import { ChatError } from '../protocol/errors.ts';
import type { User } from '../protocol/http-bodies.ts';
import type { UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { type AttemptDeps, guardAttempt } from './attempt.ts';
import { isCommonPassword } from './common-passwords.ts';

export type Token = { readonly text: string; readonly hash: Buffer };

/** The secrets' side of accounts: slow hashes for passwords, random tokens for the rest. */
export type Secrets = {
  readonly hashPassword: (password: string) => Promise<string>;
  /** Takes as long whether there is a hash or not. */
  readonly verifyPassword: (password: string, hash: string | undefined) => Promise<boolean>;
  readonly newToken: () => Token;
};

export type OpenedSession = { readonly user: User; readonly token: string; readonly expiresAt: string };

export const toUser = (row: {
  readonly id: UserId;
  readonly username: string;
  readonly created_at: Date;
}): User => ({ id: row.id, username: row.username, createdAt: row.created_at.toISOString() });

const toSession = (row: SessionRow, token: Token): OpenedSession => ({
  user: toUser(row),
  token: token.text,
  expiresAt: row.expires_at.toISOString(),
});

export type Entry = { readonly username: string; readonly password: string; readonly address: string };

/** @throws ChatError `invalid_request` for a password that is tried first by whoever guesses. */
export function refuseCommonPassword(password: string, username: string, path: string): void {
  if (!isCommonPassword(password, username)) return;
  throw new ChatError('cannot use this password: it is too common', {
    code: 'invalid_request',
    details: [{ path, message: 'is one of the most common passwords' }],
  });
}

export type RegisterDeps = AttemptDeps & {
  readonly secrets: Secrets;
  readonly registerUser: (user: {
    readonly username: string;
    readonly passwordHash: string;
    readonly session: NewSession;
  }) => Promise<SessionRow | undefined>;
  /** Registrations of an address in an hour before delays begin. */
  readonly freeRegistrations: number;
};

/**
 * Registers a user and opens the first session.
 *
 * @throws ChatError `conflict` when the name is taken whatever its case, `invalid_request` for a common password,
 * `rate_limited` when this address registered many.
 */
export async function register(deps: RegisterDeps, entry: Entry): Promise<OpenedSession> {
  refuseCommonPassword(entry.password, entry.username, 'password');
  const guard = {
    key: `register:address:${entry.address}`,
    free: deps.freeRegistrations,
    longestSeconds: 900,
  };
  await guardAttempt(deps, [guard], 'register');
  const token = deps.secrets.newToken();
  const row = await deps.registerUser({
    username: entry.username,
    passwordHash: await deps.secrets.hashPassword(entry.password),
    session: { tokenHash: token.hash, days: limits.sessionDays },
  });
  if (!row) throw new ChatError('cannot register: the username is taken', { code: 'conflict' });
  return toSession(row, token);
}

export type LogInDeps = AttemptDeps & {
  readonly secrets: Secrets;
  readonly findCredentials: (username: string) => Promise<CredentialsRow | undefined>;
  /** Undefined when the user has another password by now, or may not log in any more. */
  readonly openSession: (opened: {
    readonly userId: UserId;
    readonly passwordHash: string;
    readonly session: NewSession;
  }) => Promise<SessionRow | undefined>;
  /** Failed attempts of an address in an hour before delays begin. */
  readonly freeFailures: number;
};

/** Any text is tried as a name. One longer than a username is nobody's, so what is cut off tells no two users apart. */
const accountKey = (username: string) =>
  `login:account:${username.toLowerCase().slice(0, 1 + limits.usernameCharacters.most)}`;

const wrong = () => new ChatError('cannot log in: wrong username or password', { code: 'unauthenticated' });

/**
 * Opens a session. An unknown user and a wrong password are told the same, after the same work.
 *
 * Attempts are counted per account and per address before they are made; after the free ones each waits twice as long as
 * the one before, up to a minute for an account (so nobody can lock another out for long) and a quarter of an hour for an
 * address.
 *
 * @throws ChatError `unauthenticated`, `rate_limited` with the wait.
 */
export async function logIn(deps: LogInDeps, entry: Entry): Promise<OpenedSession> {
  const guards = [
    { key: `login:address:${entry.address}`, free: deps.freeFailures, longestSeconds: 900 },
    { key: accountKey(entry.username), free: 5, longestSeconds: 60 },
  ];
  await guardAttempt(deps, guards, 'log in');
  const found = await deps.findCredentials(entry.username);
  const right = await deps.secrets.verifyPassword(entry.password, found?.password_hash);
  if (!found || !right) throw wrong();
  const token = deps.secrets.newToken();
  const session = { tokenHash: token.hash, days: limits.sessionDays };
  const row = await deps.openSession({
    userId: found.id,
    passwordHash: found.password_hash,
    session,
  });
  if (!row) throw wrong();
  await deps.forgiveAttempt(guards.map(({ key }) => key));
  return toSession(row, token);
}
