-- Accepts a message: session, membership, idempotency, next seq and insert, in one statement.
-- $1 room, $2 sender, $3 session, $4 client message id, $5 body, $6 replyTo or null,
-- $7 epoch of the room in which replyTo means something, null: in any; in another one, the message replies to nothing
-- Returns one row: the event (of this try, or of an earlier one with the same id), or what is missing.
--
-- The member's row is locked first, so that a removal waits for the messages before it and comes before those after it.
-- The room's row lock puts the room's events in one order: a seq is taken and committed under it, so a lower seq never
-- becomes visible after a higher one, and a rolled back try takes its seq back.
-- Two tries of one id at once: both may find nothing earlier; the second insert then fails on the unique index, takes its
-- seq back, and is tried again by the caller.
with session as (
  select s.id from sessions s join users u on u.id = s.user_id
  where s.id = $3 and s.user_id = $2 and s.expires_at > now() and u.disabled_at is null
), member as (
  select room_id from members where room_id = $1 and user_id = $2 for key share
), earlier as (
  select seq, created_at, kind, body, reply_to, deletion_seq from events
  where room_id = $1 and sender_id = $2 and client_message_id = $4
), reply as (
  select case when $7::text is null or $7 = (select epoch::text from rooms where id = $1) then $6::bigint end as seq
), answered as (
  select reply.seq is null or exists (
    select from events where room_id = $1 and seq = reply.seq and kind = 'message'
  ) as ok
  from reply
), next as (
  update rooms set head = head + 1
  where id = (select room_id from member)
    and exists (select from session)
    and (select ok from answered)
    and not exists (select from earlier)
  returning id, epoch, head
), added as (
  insert into events (room_id, seq, kind, sender_id, client_message_id, body, reply_to)
  select id, head, 'message', $2, $4, $5, (select seq from reply) from next
  returning seq, created_at
)
select
  exists (select from session) as authenticated,
  exists (select from member) as member,
  (select ok from answered) as answered,
  exists (select from earlier) as repeated,
  coalesce(added.seq, earlier.seq) as seq,
  coalesce(added.created_at, earlier.created_at) as created_at,
  -- What a deletion erased can't be compared: the retry of a deleted message is a retry.
  earlier.kind = 'message'
    and (earlier.reply_to is not distinct from $6 or earlier.reply_to is not distinct from (select seq from reply))
    and (earlier.deletion_seq is not null or earlier.body = $5) as same,
  (select seq from reply) as reply_to,
  next.epoch
from (select) one
left join added on true
left join earlier on true
left join next on true
