-- Rooms, their members, and the numbered events of each room.

create table rooms (
  id uuid primary key default uuidv7(),
  name text not null,
  -- Changed when the room's events are no longer the ones that clients have seen (a restore from backup).
  epoch uuid not null default uuidv7(),
  -- The highest seq. Its row lock is what puts a room's events in one order.
  head bigint not null default 0,
  created_at timestamptz not null default now()
)
-- Every event updates the row: leave room in the page, so that updates stay heap-only.
with (fillfactor = 50);

create table members (
  room_id uuid not null references rooms on delete cascade,
  user_id uuid not null references users,
  role text not null check (role in ('owner', 'member')),
  joined_at timestamptz not null default now(),
  read_seq bigint not null default 0,
  primary key (room_id, user_id)
);

create index members_user on members (user_id);

create table events (
  room_id uuid not null references rooms on delete cascade,
  seq bigint not null,
  kind text not null check (kind in ('message', 'memberJoined', 'memberLeft', 'rename')),
  sender_id uuid not null references users,
  created_at timestamptz not null default clock_timestamp(),
  delivered_at timestamptz,
  -- Of a message.
  client_message_id uuid,
  body text,
  reply_to bigint,
  -- Of a member who joined or left.
  member_id uuid references users,
  role text,
  -- Of a rename.
  name text,
  primary key (room_id, seq),
  check ((kind = 'message') = (body is not null and client_message_id is not null)),
  check ((kind in ('memberJoined', 'memberLeft')) = (member_id is not null)),
  check ((kind = 'rename') = (name is not null))
);

-- At most one event for a room, a sender and a client message id, for ever.
create unique index events_client_message on events (room_id, sender_id, client_message_id)
  where client_message_id is not null;

-- What a user sent lately.
create index events_sender on events (sender_id, created_at);

-- What was committed and not yet delivered: nearly empty.
create index events_undelivered on events (created_at) where delivered_at is null;

-- Events as clients see them, with the names of the people in them.
create view room_events as
select
  e.room_id,
  e.seq,
  e.kind,
  e.created_at,
  e.sender_id,
  sender.username as sender_name,
  e.client_message_id,
  e.body,
  e.reply_to,
  e.member_id,
  member.username as member_name,
  e.role,
  e.name
from events e
join users sender on sender.id = e.sender_id
left join users member on member.id = e.member_id;
