import type { Batch, Role } from '../protocol/events.ts';
import type { RoomId, UserId } from '../protocol/ids.ts';
import { onceMoreOnDuplicate } from './accept-message.ts';
import type { Database } from './database.ts';
import { type EventRow, toEvent } from './event-row.ts';

/** An event just committed, with its room's epoch. */
type Committed = EventRow & { readonly room_id: RoomId; readonly epoch: string };

const toBatch = ([row]: readonly Committed[]): Batch | undefined =>
  row && { room: row.room_id, epoch: row.epoch, events: [toEvent(row)] };

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

/** $1 room, $2 who adds, $3 who joins. Returns the event; nothing when $2 is no member or $3 is one already. */
const insertMember = `
with actor as (
  select room_id from members where room_id = $1 and user_id = $2 for key share
), next as (
  update rooms set head = head + 1
  where id = (select room_id from actor)
    and not exists (select from members where room_id = $1 and user_id = $3)
  returning id, epoch, head
), joined as (
  insert into members (room_id, user_id, role, read_seq) select id, $3, 'member', head from next
), told as (
  insert into events (room_id, seq, kind, sender_id, member_id, role)
  select id, head, 'memberJoined', $2, $3, 'member' from next
  returning *
)
select told.*, next.epoch, sender.username as sender_name, member.username as member_name
from told, next, users sender, users member
where sender.id = told.sender_id and member.id = told.member_id`;

export type MemberChange = { readonly roomId: RoomId; readonly actor: UserId; readonly member: UserId };

/** Adds a member. Undefined when there is nothing to do. */
export async function addMember(database: Database, change: MemberChange): Promise<Batch | undefined> {
  const values = [change.roomId, change.actor, change.member];
  return toBatch(await onceMoreOnDuplicate(() => database.query<Committed>(insertMember, values)));
}

/**
 * $1 room, $2 who removes, $3 who goes. Returns the event; nothing when $3 is no member, or $2 neither is $3 nor owns the room.
 * When the owner goes, the member of longest standing becomes owner.
 */
const deleteMember = `
with allowed as (
  select room_id from members
  where room_id = $1 and user_id = $2 and ($2 = $3 or role = 'owner') for key share
), gone as (
  delete from members where room_id = (select room_id from allowed) and user_id = $3
  returning room_id, role
), heir as (
  update members set role = 'owner'
  where room_id = (select room_id from gone where role = 'owner') and user_id = (
    select user_id from members where room_id = $1 and user_id <> $3 order by joined_at, user_id limit 1
  )
), next as (
  update rooms set head = head + 1 where id = (select room_id from gone) returning id, epoch, head
), told as (
  insert into events (room_id, seq, kind, sender_id, member_id)
  select id, head, 'memberLeft', $2, $3 from next
  returning *
)
select told.*, next.epoch, sender.username as sender_name, member.username as member_name
from told, next, users sender, users member
where sender.id = told.sender_id and member.id = told.member_id`;

/** Removes a member, or lets one leave. Undefined when there is nothing to do, or it may not be done. */
export async function removeMember(database: Database, change: MemberChange): Promise<Batch | undefined> {
  const values = [change.roomId, change.actor, change.member];
  return toBatch(await database.query<Committed>(deleteMember, values));
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
  return toBatch(await database.query<Committed>(updateName, [change.roomId, change.actor, change.name]));
}
