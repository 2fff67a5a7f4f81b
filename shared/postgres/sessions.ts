import type { SessionId, UserId } from '../protocol/ids.ts';
import type { Database } from './database.ts';
import type { NewSession, SessionRow } from './users.ts';

/**
 * $1 user, $2 token hash, $3 days, $4 the hash that the password was held against. Returns the session with its user; nothing when the
 * user has another password by now, or may not log in any more.
 */
const insertSession = `
with holder as (
  select id from users
  where id = $1 and password_hash = $4 and disabled_at is null and removed_at is null
  for share
), session as (
  insert into sessions (user_id, token_hash, expires_at)
  select id, $2, now() + make_interval(days => $3) from holder
  returning id, user_id, expires_at
)
select u.id, u.username, u.created_at, session.id as session_id, session.expires_at
from session join users u on u.id = session.user_id`;

export async function openSession(
  database: Database,
  {
    userId,
    passwordHash,
    session,
  }: { readonly userId: UserId; readonly passwordHash: string; readonly session: NewSession },
): Promise<SessionRow | undefined> {
  const values = [userId, session.tokenHash, session.days, passwordHash];
  const [row] = await database.query<SessionRow>(insertSession, values);
  return row;
}

/**
 * $1 token hash, $2 days. Returns the live session of the token with its user.
 * A session that was last used over a day ago is extended.
 */
const selectSession = `
with found as (
  select u.id, u.username, u.created_at, s.id as session_id, s.expires_at, s.used_at
  from sessions s join users u on u.id = s.user_id
  where s.token_hash = $1 and s.expires_at > now() and u.disabled_at is null and u.removed_at is null
), extended as (
  update sessions set used_at = now(), expires_at = now() + make_interval(days => $2)
  where id = (select session_id from found where used_at < now() - interval '1 day')
)
select id, username, created_at, session_id, expires_at from found`;

export async function findSession(
  database: Database,
  { tokenHash, days }: NewSession,
): Promise<SessionRow | undefined> {
  const [row] = await database.query<SessionRow>(selectSession, [tokenHash, days]);
  return row;
}

/** $1 session. */
const deleteSession = `delete from sessions where id = $1`;

/** Ends a session, and with it its tickets. Ending one that has ended is nothing. */
export async function endSession(database: Database, sessionId: SessionId): Promise<void> {
  await database.query(deleteSession, [sessionId]);
}

/**
 * $1 token hash, $2 days, $3 ticket hash, $4 seconds. Returns the user of the live session, and when the ticket ends.
 * A session that was last used over a day ago is extended.
 */
const insertTicket = `
with found as (
  select u.id as user_id, s.id, s.used_at
  from sessions s join users u on u.id = s.user_id
  where s.token_hash = $1 and s.expires_at > now() and u.disabled_at is null and u.removed_at is null
), extended as (
  update sessions set used_at = now(), expires_at = now() + make_interval(days => $2)
  where id = (select id from found where used_at < now() - interval '1 day')
), issued as (
  insert into tickets (token_hash, session_id, expires_at)
  select $3, id, now() + make_interval(secs => $4) from found returning expires_at
)
select found.user_id, issued.expires_at from found, issued`;

export type NewTicket = { readonly hash: Buffer; readonly seconds: number };
export type TicketRow = { readonly user_id: UserId; readonly expires_at: Date };

/** Adds a ticket to the live session of a token, in one statement: a thousand clients reconnect at once. */
export async function addTicket(
  database: Database,
  { tokenHash, days, ticket }: NewSession & { readonly ticket: NewTicket },
): Promise<TicketRow | undefined> {
  const values = [tokenHash, days, ticket.hash, ticket.seconds];
  const [row] = await database.query<TicketRow>(insertTicket, values);
  return row;
}

/** $1 ticket hash. Deletes the ticket; returns its session when both are still valid. */
const deleteTicket = `
with used as (
  delete from tickets where token_hash = $1 returning session_id, expires_at
)
select u.id, u.username, u.created_at, s.id as session_id, s.expires_at
from used
join sessions s on s.id = used.session_id
join users u on u.id = s.user_id
where used.expires_at > now() and s.expires_at > now() and u.disabled_at is null and u.removed_at is null`;

/** Uses a ticket up. Two uses at once: one gets the session. */
export async function redeemTicket(database: Database, hash: Buffer): Promise<SessionRow | undefined> {
  const [row] = await database.query<SessionRow>(deleteTicket, [hash]);
  return row;
}

/** $1 sessions. */
const selectEnded = `
select id from unnest($1::uuid[]) as asked (id)
where not exists (
  select from sessions s join users u on u.id = s.user_id
  where s.id = asked.id and s.expires_at > now() and u.disabled_at is null and u.removed_at is null
)`;

/** Which of the sessions are none any more, or their users may not log in. */
export async function findEnded(
  database: Database,
  sessions: readonly SessionId[],
): Promise<ReadonlySet<SessionId>> {
  if (sessions.length === 0) return new Set();
  const rows = await database.query<{ id: SessionId }>(selectEnded, [sessions]);
  return new Set(rows.map(({ id }) => id));
}
