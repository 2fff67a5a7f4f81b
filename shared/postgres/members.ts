import type { Batch, Role } from '../protocol/events.ts';
import type { RoomId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { onceMoreOnDuplicate } from './accept-message.ts';
import type { Database } from './database.ts';
import { type CommittedRow, toBatch } from './event-row.ts';

/** $1 room, $2 user. */
const selectRole = `select role from members where room_id = $1 and user_id = $2`;

/** The role of a user in a room. Undefined when not a member, or there is no such room. */
export async function findRole(
  database: Database,
  { roomId, userId }: { readonly roomId: RoomId; readonly userId: UserId },
): Promise<Role | undefined> {
  const [row] = await database.query<{ role: Role }>(selectRole, [roomId, userId]);
  return row?.role;
}

export type MemberRow = {
  readonly id: UserId;
  readonly username: string;
  readonly role: Role;
  readonly joined_at: Date;
  readonly read_seq: number;
};

/** $1 room. */
const selectMembers = `
select u.id, u.username, m.role, m.joined_at, m.read_seq
from members m join users u on u.id = m.user_id
where m.room_id = $1 order by m.joined_at, u.username`;

export function listMembers(database: Database, roomId: RoomId): Promise<readonly MemberRow[]> {
  return database.query<MemberRow>(selectMembers, [roomId]);
}

/**
 * $1 room, $2 who adds, $3 the username of who joins, in small letters. Returns one row: whether $2 is a member, the user of
 * that name as a member (one already, or by this statement), and the event where the user joined. $4 rooms are the most a user
 * may be in.
 * The user's row is locked, so that the removal of the account comes after this, and then finds the room, or before, and nobody is
 * added. That removal changes no key, so `for key share` would not wait for it.
 */
const insertMember = `
with actor as (
  select room_id from members where room_id = $1 and user_id = $2 for key share
), added as (
  select id, username from users
  where lower(username) = $3 and disabled_at is null and removed_at is null
  for share
), already as (
  select role, joined_at, read_seq from members where room_id = $1 and user_id = (select id from added)
), busy as (
  select from members where user_id = (select id from added) having count(*) >= $4
), next as (
  update rooms set head = head + 1
  where id = (select room_id from actor) and exists (select from added)
    and not exists (select from already) and not exists (select from busy)
  returning id, epoch, head
), joined as (
  insert into members (room_id, user_id, role, read_seq)
  select next.id, added.id, 'member', head from next, added
  returning role, joined_at, read_seq
), told as (
  insert into events (room_id, seq, kind, sender_id, member_id, role)
  select next.id, head, 'memberJoined', $2, added.id, 'member' from next, added
  returning *
)
select
  exists (select from actor) as allowed, told.seq is not null as has_joined,
  told.*, next.epoch, sender.username as sender_name, added.username as member_name,
  added.id as added_id, added.username,
  coalesce(joined.role, already.role) as member_role,
  coalesce(joined.joined_at, already.joined_at) as joined_at,
  coalesce(joined.read_seq, already.read_seq) as read_seq
from (select) one
left join added on true
left join already on true
left join joined on true
left join next on true
left join told on true
left join users sender on sender.id = told.sender_id`;

type AddedRow = CommittedRow & {
  readonly allowed: boolean;
  readonly has_joined: boolean;
  readonly added_id: UserId | null;
  readonly username: string;
  /** Null when the user is not in the room, for being in too many. */
  readonly member_role: Role | null;
  readonly joined_at: Date;
  readonly read_seq: number;
};

export type AddedMember =
  /** The user is a member; with the event, when by this call. */
  | { readonly kind: 'member'; readonly member: MemberRow; readonly batch: Batch | undefined }
  | { readonly kind: 'notAllowed' }
  | { readonly kind: 'noSuchUser' }
  | { readonly kind: 'tooManyRooms' };

/** Adds a member by username. One round trip, and one more when the same user is added twice at once. */
export async function addMember(
  database: Database,
  { roomId, actor, username }: { readonly roomId: RoomId; readonly actor: UserId; readonly username: string },
): Promise<AddedMember> {
  const values = [roomId, actor, username.toLowerCase(), limits.roomsPerUser];
  const rows = await onceMoreOnDuplicate(() => database.query<AddedRow>(insertMember, values));
  const [row] = rows;
  if (!row?.allowed) return { kind: 'notAllowed' };
  if (row.added_id === null) return { kind: 'noSuchUser' };
  const { added_id: id, username: name, member_role: role, joined_at, read_seq } = row;
  if (role === null) return { kind: 'tooManyRooms' };
  const batch = row.has_joined ? toBatch(rows) : undefined;
  return { kind: 'member', member: { id, username: name, role, joined_at, read_seq }, batch };
}

/** $1 users, $2 the most rooms. Returns those who are in so many. */
const selectBusy = `select user_id from members where user_id = any ($1::uuid[]) group by user_id having count(*) >= $2`;

/** Those of the users who can be in no further room. */
export async function findBusy(database: Database, users: readonly UserId[]): Promise<readonly UserId[]> {
  const rows = await database.query<{ user_id: UserId }>(selectBusy, [users, limits.roomsPerUser]);
  return rows.map((row) => row.user_id);
}

/** $1 room, $2 owner, $3 name. Returns the event; nothing when $2 does not own the room. */
const updateName = `
with owner as (
  select room_id from members where room_id = $1 and user_id = $2 and role = 'owner' for key share
), next as (
  update rooms set head = head + 1, name = $3 where id = (select room_id from owner)
  returning id, epoch, head
), told as (
  insert into events (room_id, seq, kind, sender_id, name) select id, head, 'rename', $2, $3 from next
  returning *
)
select told.*, next.epoch, sender.username as sender_name
from told, next, users sender where sender.id = told.sender_id`;

export async function renameRoom(
  database: Database,
  change: { readonly roomId: RoomId; readonly actor: UserId; readonly name: string },
): Promise<Batch | undefined> {
  return toBatch(await database.query<CommittedRow>(updateName, [change.roomId, change.actor, change.name]));
}
