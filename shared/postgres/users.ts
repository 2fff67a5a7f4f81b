import type { SessionId, UserId } from '../protocol/ids.ts';
import type { Database } from './database.ts';
import { endSessions } from './end-sessions.ts';

export type UserRow = { readonly id: UserId; readonly username: string; readonly created_at: Date };
export type NewSession = { readonly tokenHash: Buffer; readonly days: number };
export type SessionRow = UserRow & { readonly session_id: SessionId; readonly expires_at: Date };

/** $1 username, $2 password hash, $3 token hash, $4 days. Returns the user with a session; nothing when the name is taken. */
const insertUser = `
with added as (
  insert into users (username, password_hash) values ($1, $2)
  on conflict (lower(username)) do nothing
  returning id, username, created_at
), session as (
  insert into sessions (user_id, token_hash, expires_at)
  select id, $3, now() + make_interval(days => $4) from added
  returning id, expires_at
)
select added.*, session.id as session_id, session.expires_at from added, session`;

/** Registers a user and opens the first session. Undefined when the name is taken. */
export async function registerUser(
  database: Database,
  user: { readonly username: string; readonly passwordHash: string; readonly session: NewSession },
): Promise<SessionRow | undefined> {
  const { tokenHash, days } = user.session;
  const values = [user.username, user.passwordHash, tokenHash, days];
  const [row] = await database.query<SessionRow>(insertUser, values);
  return row;
}

/** $1 username in lower case. Returns what logging in needs of the user. */
const selectCredentials = `
select id, username, password_hash, created_at from users
where lower(username) = $1 and disabled_at is null and removed_at is null`;

export type CredentialsRow = UserRow & { readonly password_hash: string };

/**
 * The user of a name, with the password's hash. Undefined when there is none who may log in.
 *
 * The case is folded here and not by Postgres, whose `lower` depends on the locale (with `en_US.UTF-8` it turns `İ` into
 * `i`): attempts are counted by the name as it is folded here, and no other spelling may reach the account.
 */
export async function findCredentials(
  database: Database,
  username: string,
): Promise<CredentialsRow | undefined> {
  const [row] = await database.query<CredentialsRow>(selectCredentials, [username.toLowerCase()]);
  return row;
}

/** $1 usernames in lower case. Returns those that are users. */
const selectByNames = `
select id, username, created_at from users
where lower(username) = any ($1::text[]) and disabled_at is null and removed_at is null`;

export function findUsers(database: Database, usernames: readonly string[]): Promise<readonly UserRow[]> {
  return database.query<UserRow>(selectByNames, [usernames.map((name) => name.toLowerCase())]);
}

/** Who gave the password once more, and the hash that it was held against. */
export type Confirmed = {
  readonly userId: UserId;
  readonly session: SessionId;
  readonly passwordHash: string;
};

/**
 * $1 user, $2 session, $3 confirmed hash: what was confirmed still holds. The password may have been changed since, the session
 * been ended; whoever waits for such a change looks at the user's row again.
 */
const stillConfirmed = `
id = $1 and password_hash = $3 and disabled_at is null and removed_at is null
and exists (select from sessions where id = $2 and user_id = $1 and expires_at > now())`;

/** $1 to $3 what was confirmed, $4 new hash. Returns a row with each other session, which ended; one with null when there is none. */
const updatePassword = `
with changed as (
  update users set password_hash = $4 where ${stillConfirmed} returning id
), ended as (
  delete from sessions where user_id = (select id from changed) and id <> $2 returning id
), noted as (
  insert into audit (actor_id, action, subject_id) select id, 'password.changed', id from changed
)
select ended.id from changed left join ended on true`;

/** Sets the password and ends every other session of the user. Undefined when what was confirmed holds no longer. */
export async function changePassword(
  database: Database,
  { userId, session, passwordHash, newHash }: Confirmed & { readonly newHash: string },
): Promise<readonly SessionId[] | undefined> {
  const values = [userId, session, passwordHash, newHash];
  const rows = await database.query<{ id: SessionId | null }>(updatePassword, values);
  if (rows.length === 0) return undefined;
  const late = await endSessions(database, { userId, keep: session });
  return [...rows.flatMap(({ id }) => id ?? []), ...late];
}

/** $1 to $3 what was confirmed. The name becomes one that nobody can register; the row stays, since events name it. */
const updateRemoved = `
with removed as (
  update users set removed_at = now(), password_hash = null, username = 'deleted:' || id
  where ${stillConfirmed}
  returning id
), ended as (
  delete from sessions where user_id = (select id from removed)
), noted as (
  insert into audit (actor_id, action, subject_id) select id, 'account.removed', id from removed
)
select id from removed`;

/**
 * Removes an account that is in no room any more: its name is free again, its sessions end. False when what was confirmed holds
 * no longer.
 */
export async function removeUser(
  database: Database,
  { userId, session, passwordHash }: Confirmed,
): Promise<boolean> {
  const rows = await database.query(updateRemoved, [userId, session, passwordHash]);
  return rows.length > 0;
}
