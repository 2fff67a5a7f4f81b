import type { UserId } from '../protocol/ids.ts';
import type { Database } from './database.ts';
import { endSessions } from './end-sessions.ts';

/** A user as admins see them. */
export type OverseenRow = {
  readonly id: UserId;
  readonly username: string;
  readonly created_at: Date;
  readonly admin: boolean;
  readonly disabled_at: Date | null;
};

/** $1 user. */
const selectAdmin = `
select 1 from users where id = $1 and admin and disabled_at is null and removed_at is null`;

export async function isAdmin(database: Database, userId: UserId): Promise<boolean> {
  return (await database.query(selectAdmin, [userId])).length > 0;
}

/**
 * $1 a part of the name in lower case, $2 the name in lower case after which to go on, $3 how many. Returns the users that are not
 * removed, in the order of their names.
 */
const selectUsers = `
select id, username, created_at, admin, disabled_at from users
where removed_at is null and position($1 in lower(username)) > 0 and lower(username) > $2
order by lower(username) limit $3`;

export function listUsers(
  database: Database,
  page: { readonly search: string; readonly after: string; readonly limit: number },
): Promise<readonly OverseenRow[]> {
  const values = [page.search.toLowerCase(), page.after.toLowerCase(), page.limit];
  return database.query<OverseenRow>(selectUsers, values);
}

/**
 * $1 user, $2 whether disabled, $3 who does it. Ends the sessions of a user that is disabled. Returns the user; nothing also when
 * another statement did the same while this one waited for it: this one changes nothing then, and sees the user as before.
 */
const updateDisabled = `
with changed as (
  update users set disabled_at = case when $2 then now() end
  where id = $1 and removed_at is null and (disabled_at is not null) <> $2
  returning id, username, created_at, admin, disabled_at
), ended as (
  delete from sessions where $2 and user_id = (select id from changed)
), noted as (
  insert into audit (actor_id, action, subject_id)
  select $3, case when $2 then 'user.disabled' else 'user.enabled' end, id from changed
)
select * from changed
union all
select id, username, created_at, admin, disabled_at from users
where id = $1 and removed_at is null and (disabled_at is not null) = $2`;

/**
 * Disables or enables a user. One who is so already stays so, and nothing is noted. Undefined when there is none, which is looked at
 * twice.
 */
export async function setDisabled(
  database: Database,
  change: { readonly userId: UserId; readonly disabled: boolean; readonly actor: UserId },
): Promise<OverseenRow | undefined> {
  const values = [change.userId, change.disabled, change.actor];
  const run = async () => (await database.query<OverseenRow>(updateDisabled, values))[0];
  const row = (await run()) ?? (await run());
  if (row && change.disabled) await endSessions(database, change);
  return row;
}

/** $1 username in lower case. Makes the user an admin who can log in. Returns the user, and whether anything was changed. */
const updateAdmin = `
with found as (
  select id, username, admin and disabled_at is null as already from users
  where lower(username) = $1 and removed_at is null
), made as (
  update users set admin = true, disabled_at = null where id = (select id from found where not already) returning id
), noted as (
  insert into audit (action, subject_id) select 'admin.made', id from made
)
select id, username, already from found`;

export type MadeAdminRow = { readonly id: UserId; readonly username: string; readonly already: boolean };

/** Undefined when there is no such user. */
export async function makeAdmin(database: Database, username: string): Promise<MadeAdminRow | undefined> {
  const [row] = await database.query<MadeAdminRow>(updateAdmin, [username.toLowerCase()]);
  return row;
}

/** $1 username, $2 password hash. Returns the new admin; nothing when the name is taken. */
const insertAdmin = `
with added as (
  insert into users (username, password_hash, admin) values ($1, $2, true)
  on conflict (lower(username)) do nothing
  returning id, username
), noted as (
  insert into audit (action, subject_id) select 'admin.made', id from added
)
select id, username from added`;

/** Adds a user who is an admin, without a session. Undefined when the name is taken. */
export async function addAdmin(
  database: Database,
  user: { readonly username: string; readonly passwordHash: string },
): Promise<{ readonly id: UserId; readonly username: string } | undefined> {
  const values = [user.username, user.passwordHash];
  const [row] = await database.query<{ id: UserId; username: string }>(insertAdmin, values);
  return row;
}
