-- Accepts an edit, a deletion or a reaction: session, membership, idempotency, permission, next seq and insert, in one
-- statement; a deletion erases the body of its message and of all edits of it.
-- $1 room, $2 sender, $3 session, $4 client message id, $5 kind, $6 seq of the message, $7 body, $8 emoji, $9 on,
-- $10 epoch of the room in which the seq means something, null: in any
-- Returns one row: the event (of this try, or of an earlier one with the same id), or what is missing.
--
-- Locks are taken in this order: the member's row, the message and its edits, the room (docs/adr/0004, docs/adr/0005).
-- Two changes of one message come one after the other: the second sees the message as the first left it. Only the *rows*
-- that the first added stay hidden from it: a deletion that finds an edit missing from the chain is not `complete`, changes
-- nothing, and is tried again by the caller.
with recursive session as (
  select s.id from sessions s join users u on u.id = s.user_id
  where s.id = $3 and s.user_id = $2 and s.expires_at > now() and u.disabled_at is null
), member as (
  select room_id, role from members where room_id = $1 and user_id = $2 for key share
), earlier as (
  select seq, created_at, kind, target_seq, body, emoji, is_on, deletion_seq from events
  where room_id = $1 and sender_id = $2 and client_message_id = $4
), target as (
  select room_id, seq, sender_id, last_edit, deletion_seq from events
  where room_id = (select room_id from member) and seq = $6 and kind = 'message'
    and ($10::text is null or $10 = (select epoch::text from rooms where id = $1))
  for no key update
), chain (seq) as (
  select last_edit from target where $5 = 'deletion'
  union all
  select e.last_edit from chain join events e on e.room_id = $1 and e.seq = chain.seq
), edits as (
  select e.seq from events e where e.room_id = $1 and e.seq in (select seq from chain)
  order by e.seq
  for no key update
), complete as (
  select (select count(seq) from chain) = (select count(*) from edits) as ok
), allowed as (
  select target.room_id from target, member
  where $5 = 'reaction' or target.sender_id = $2 or ($5 = 'deletion' and member.role = 'owner')
), next as (
  update rooms set head = head + 1
  where id = (select room_id from allowed)
    and exists (select from target where deletion_seq is null)
    and (select ok from complete)
    and exists (select from session)
    and not exists (select from earlier)
  returning id, epoch, head
), added as (
  insert into events (room_id, seq, kind, sender_id, client_message_id, target_seq, body, emoji, is_on, last_edit)
  select
    id, head, $5, $2, $4, $6, $7, $8, $9::boolean,
    (select last_edit from target where $5 = 'edit')
  from next
  returning seq, created_at
), edited as (
  update events set last_edit = next.head from next
  where $5 = 'edit' and room_id = next.id and seq = $6
), erased as (
  update events set body = '', deletion_seq = next.head from next
  where $5 = 'deletion' and room_id = next.id and (seq = $6 or seq in (select seq from edits))
)
select
  exists (select from session) as authenticated,
  exists (select from member) as member,
  exists (select from target where deletion_seq is null) as found,
  exists (select from allowed) as allowed,
  (select ok from complete) as complete,
  exists (select from earlier) as repeated,
  (earlier.kind, earlier.target_seq, earlier.emoji, earlier.is_on)
    is not distinct from ($5, $6::bigint, $8::text, $9::boolean)
    and (earlier.deletion_seq is not null or earlier.body is not distinct from $7) as same,
  coalesce(added.seq, earlier.seq) as seq,
  coalesce(added.created_at, earlier.created_at) as created_at,
  next.epoch
from (select) one
left join added on true
left join earlier on true
left join next on true
