-- Reads what a user's rooms have beyond the cursors, in one statement.
-- $1 user, $2 session, $3 rooms, $4 their epochs (null: unknown), $5 their seqs; $3 null: every room, from no cursor
-- $6 one room or null (a connection that is in one room only), $7 events a room at most, $8 bytes of all bodies, about
-- Returns nothing when the session has ended; else a row for each event with its room, a row for each room without any,
-- and one row of nulls when the user has no room at all. Events of a room come in seq order.
--
-- Onward: the cursor is of this epoch and at most a page behind; then what follows it. Else the newest page.
with me as (
  select s.user_id from sessions s join users u on u.id = s.user_id
  where s.id = $2 and s.user_id = $1 and s.expires_at > now() and u.disabled_at is null
), wanted as (
  select
    r.id, r.epoch, r.head, coalesce(c.seq, 0) as after,
    c.seq is not null and coalesce(c.epoch = r.epoch::text, true) and r.head - c.seq between 0 and $7 as onward
  from me
  join members m on m.user_id = me.user_id
  join rooms r on r.id = m.room_id
  left join unnest($3::uuid[], $4::text[], $5::bigint[]) as c (room, epoch, seq) on c.room = r.id
  where ($3::uuid[] is null or c.room is not null) and ($6::uuid is null or r.id = $6)
), nearest as (
  -- Room by room, nearest to the cursor first, and no more than the bytes have room for: each event counts as 250 at least.
  select w.id as wanted_id, case when w.onward then e.seq else -e.seq end as place, e.*
  from (select * from wanted order by id) w
  cross join lateral (
    (
      select * from room_events
      where w.onward and room_id = w.id and seq > w.after order by seq limit $7
    )
    union all
    (
      select * from room_events where not w.onward and room_id = w.id order by seq desc limit $7
    )
  ) e
  order by wanted_id, place
  limit $8::bigint / 250 + 1
), found as (
  select
    nearest.*,
    sum(250 + octet_length(coalesce(body, ''))) over (order by wanted_id, place) as bytes
  from nearest
)
select wanted.id as room, wanted.epoch, wanted.head, wanted.onward, found.*
from me
left join wanted on true
left join found on found.room_id = wanted.id and found.bytes <= $8
order by wanted.id, found.seq
