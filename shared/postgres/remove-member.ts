import type { Batch, Role } from '../protocol/events.ts';
import type { RoomId, UserId } from '../protocol/ids.ts';
import type { Database } from './database.ts';
import { type CommittedRow, toBatch } from './event-row.ts';

export type MemberChange = { readonly roomId: RoomId; readonly actor: UserId; readonly member: UserId };

/**
 * $1 room, $2 who removes, $3 who goes, $4 until when it may be done. Returns the event; nothing when $3 is no member, $2 neither
 * is $3 nor owns the room, or it is too late.
 * When the owner goes, the member of longest standing becomes owner: one who goes in the same moment is passed over. Rows of
 * members are locked before the room's, as everywhere.
 */
const deleteMember = `
with allowed as (
  select room_id from members
  where room_id = $1 and user_id = $2 and ($2 = $3 or role = 'owner') and clock_timestamp() < $4
  for no key update
), gone as (
  delete from members where room_id = (select room_id from allowed) and user_id = $3
  returning room_id, role
), heir as (
  select room_id, user_id from members
  where room_id = (select room_id from gone where role = 'owner') and user_id <> $3
  order by joined_at, user_id limit 1
  for no key update
), risen as (
  update members set role = 'owner' where (room_id, user_id) = (select room_id, user_id from heir)
  returning user_id
), next as (
  update rooms set head = head + 1
  where id = (select room_id from gone) and (select count(*) from risen) >= 0
  returning id, epoch, head
), told as (
  insert into events (room_id, seq, kind, sender_id, member_id)
  select id, head, 'memberLeft', $2, $3 from next
  returning *
)
select told.*, next.epoch, sender.username as sender_name, member.username as member_name,
  (select role from gone) as gone_role
from told, next, users sender, users member
where sender.id = told.sender_id and member.id = told.member_id`;

/**
 * $1 room. For whom the statement before could not see: the owner left while somebody was being added. With an owner, it changes
 * nothing.
 */
const updateHeir = `
update members set role = 'owner'
where room_id = $1 and not exists (select from members where room_id = $1 and role = 'owner') and user_id = (
  select user_id from members where room_id = $1 order by joined_at, user_id limit 1
)`;

/**
 * A removal that Postgres comes to later than this is none: it may have hung, and the connections that were barred for the
 * removal be back in the room. Half of the bar, so that clocks may differ.
 */
const removalMs = 30_000;

/** Removes a member, or lets one leave. Undefined when there is nothing to do, or it may not be done. */
export async function removeMember(
  database: Database,
  change: MemberChange,
  until = new Date(Date.now() + removalMs),
): Promise<Batch | undefined> {
  const values = [change.roomId, change.actor, change.member, until];
  const rows = await database.query<CommittedRow & { readonly gone_role: Role }>(deleteMember, values);
  if (rows[0]?.gone_role === 'owner') await database.query(updateHeir, [change.roomId]);
  return toBatch(rows);
}
