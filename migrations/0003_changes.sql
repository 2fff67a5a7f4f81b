-- Messages that change: edits, deletions and reactions are numbered events too.

alter table events
  -- Of an edit, a deletion or a reaction: the seq of the message.
  add column target_seq bigint,
  -- Of a reaction.
  add column emoji text,
  add column is_on boolean,
  -- Of a message: its newest edit. Of an edit: the one before it. So a deletion finds all of them without an index.
  add column last_edit bigint,
  -- Of a message and its edits: the deletion that erased the body.
  add column deletion_seq bigint;

-- Not valid, so that nothing is read under the lock: the rows that are there passed narrower checks.
alter table events
  drop constraint events_kind_check,
  drop constraint events_check,
  add constraint events_kind_check check (
    kind in ('message', 'edit', 'deletion', 'reaction', 'memberJoined', 'memberLeft', 'rename')
  ) not valid,
  add constraint events_id_check check (
    (kind in ('message', 'edit', 'deletion', 'reaction')) = (client_message_id is not null)
  ) not valid,
  add constraint events_body_check check ((kind in ('message', 'edit')) = (body is not null)) not valid,
  add constraint events_target_check check (
    (kind in ('edit', 'deletion', 'reaction')) = (target_seq is not null)
  ) not valid,
  add constraint events_reaction_check check (
    (kind = 'reaction') = (emoji is not null and is_on is not null)
  ) not valid,
  add constraint events_erased_check check (deletion_seq is null or body = '') not valid;

-- The columns there were stay in their places, for the code that reads them.
create or replace view room_events as
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
  e.name,
  e.target_seq,
  e.emoji,
  e.is_on,
  e.last_edit,
  e.deletion_seq
from events e
join users sender on sender.id = e.sender_id
left join users member on member.id = e.member_id;
