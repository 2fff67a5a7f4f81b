import { ChatError } from '../protocol/errors.ts';
import type { Role, RoomEvent } from '../protocol/events.ts';
import type { RoomId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { Database } from './database.ts';
import { type EventRow, toEvent } from './event-row.ts';

/**
 * $1 name, $2 owner, $3 other members. Returns the room's id and epoch. Its first events say who is in it, owner first; they
 * count as delivered, since nobody follows the room yet: whoever is told of it loads it. Nothing when one of them may not log in any
 * more: their rows are locked as where a member is added.
 */
const insertRoom = `
with present as (
  select id from users
  where id = any ($2::uuid || $3::uuid[]) and disabled_at is null and removed_at is null
  order by id for share
), room as (
  insert into rooms (name, head)
  select $1, 1 + cardinality($3::uuid[]) where (select count(*) from present) = 1 + cardinality($3::uuid[])
  returning id, epoch
), people as (
  select $2::uuid as id, 1 as seq, 'owner' as role
  union all
  select other, 1 + place, 'member' from unnest($3::uuid[]) with ordinality as others (other, place)
), joined as (
  insert into members (room_id, user_id, role) select room.id, people.id, people.role from room, people
), told as (
  insert into events (room_id, seq, kind, sender_id, member_id, role, delivered_at)
  select room.id, people.seq, 'memberJoined', $2, people.id, people.role, now() from room, people
)
select id, epoch from room`;

export type RoomKey = { readonly id: RoomId; readonly epoch: string };

/**
 * Creates a room with its members; `members` are existing users, without the owner and each once.
 *
 * @throws ChatError `not_found` when one of them was removed or disabled just now.
 */
export async function createRoom(
  database: Database,
  room: { readonly name: string; readonly owner: UserId; readonly members: readonly UserId[] },
): Promise<RoomKey> {
  const [row] = await database.query<RoomKey>(insertRoom, [room.name, room.owner, room.members]);
  if (!row) {
    throw new ChatError('cannot create the room: a user was removed just now', { code: 'not_found' });
  }
  return row;
}

/** A room as one of its members sees it. */
type RoomRow = RoomKey & {
  readonly name: string;
  readonly head: number;
  readonly created_at: Date;
  readonly role: Role;
  readonly unread: number;
  readonly members: number;
};

/** The event as JSON, in which a time is text. */
type Last = Omit<EventRow, 'created_at'> & { readonly created_at: string };
type ListedRow = RoomRow & { readonly last: Last | null };
export type ListedRoom = RoomRow & { readonly lastMessage: RoomEvent | null };

/**
 * $1 user, $2 one room, or null for all of them. Returns the user's rooms, the one with the newest event first; the last
 * message with the beginning of the body of its newest edit, $3 characters.
 */
const selectRooms = `
select
  r.id, r.name, r.epoch, r.head, r.created_at, m.role,
  (select count(*) from members where room_id = r.id) as members,
  (
    select count(*) from (
      select from events e
      where e.room_id = r.id and e.seq > m.read_seq and e.kind = 'message' and e.sender_id <> $1
        and e.deletion_seq is null
      limit 1000
    ) newer
  ) as unread,
  (
    select to_jsonb(e) || jsonb_build_object('body', left(coalesce(
      (select edit.body from events edit where edit.room_id = e.room_id and edit.seq = e.last_edit), e.body
    ), $3))
    from room_events e
    where e.room_id = r.id and e.kind = 'message' order by e.seq desc limit 1
  ) as last
from members m
join rooms r on r.id = m.room_id
join events newest on newest.room_id = r.id and newest.seq = r.head
where m.user_id = $1 and ($2::uuid is null or r.id = $2)
order by newest.created_at desc, r.id`;

/** The rooms of a user, or the one named. A room that the user is not in is not there. */
export async function listRooms(
  database: Database,
  { userId, roomId }: { readonly userId: UserId; readonly roomId?: RoomId },
): Promise<readonly ListedRoom[]> {
  const rows = await database.query<ListedRow>(selectRooms, [
    userId,
    roomId ?? null,
    limits.previewCharacters,
  ]);
  return rows.map(({ last, ...room }) => ({
    ...room,
    lastMessage: last && toEvent({ ...last, created_at: new Date(last.created_at) }),
  }));
}

/** $1 user, $2 name. */
const selectByName = `
select r.id, r.epoch from rooms r join members m on m.room_id = r.id
where m.user_id = $1 and r.name = $2 limit 2`;

/** The user's rooms of that name: none, one, or two of several. */
export function findRoomsByName(
  database: Database,
  { userId, name }: { readonly userId: UserId; readonly name: string },
): Promise<readonly RoomKey[]> {
  return database.query<RoomKey>(selectByName, [userId, name]);
}

/** $1 user, $2 session. Returns a row for each room, with nulls when the user has none; nothing when the session ended. */
const selectHeads = `
select r.id, r.epoch, r.head
from sessions s join users u on u.id = s.user_id
left join members m on m.user_id = s.user_id
left join rooms r on r.id = m.room_id
where s.id = $2 and s.user_id = $1 and s.expires_at > now() and u.disabled_at is null`;

export type HeadRow = RoomKey & { readonly head: number };

/** The heads of all rooms of a user. Undefined when the session has ended. */
export async function readHeads(
  database: Database,
  { userId, sessionId }: { readonly userId: UserId; readonly sessionId: string },
): Promise<readonly HeadRow[] | undefined> {
  const rows = await database.query<HeadRow | { id: null }>(selectHeads, [userId, sessionId]);
  if (rows.length === 0) return undefined;
  return rows.filter((row): row is HeadRow => row.id !== null);
}

/**
 * $1 room, $2 owner. Waits for what its members are sending: like that, it locks rows of members before the room's, and the owner's
 * first, like whoever removes somebody.
 */
const deleteRoom = `
with owner as (
  select user_id from members where room_id = $1 and user_id = $2 and role = 'owner' for update
), locked as (
  select user_id from members where room_id = (select $1::uuid from owner) order by user_id for update
), gone as (
  -- Counted, so that all of them are locked.
  delete from rooms where id = $1
    and (select count(*) filter (where user_id = $2) from locked) = 1
  returning id, name
), noted as (
  insert into audit (actor_id, action, subject_id, details)
  select $2, 'room.deleted', id, jsonb_build_object('name', name) from gone
)
select id from gone`;

/** Deletes a room with all its events. False when the user is not its owner. */
export async function removeRoom(
  database: Database,
  { roomId, userId }: { readonly roomId: RoomId; readonly userId: UserId },
): Promise<boolean> {
  const rows = await database.query(deleteRoom, [roomId, userId]);
  return rows.length > 0;
}

/** $1 user. */
const selectIds = `select room_id from members where user_id = $1`;

export async function listRoomIds(database: Database, userId: UserId): Promise<readonly RoomId[]> {
  const rows = await database.query<{ room_id: RoomId }>(selectIds, [userId]);
  return rows.map((row) => row.room_id);
}
