import { type ChangeToAccept, columnsOf } from './accept-change.ts';
import type { Acceptance, MessageToAccept } from './accept-message.ts';
import type { Database } from './database.ts';

/**
 * $1 room, $2 sender, $3 session, $4 client message id, $5 kind, $6 replyTo, $7 seq of the message changed, $8 body, $9 emoji,
 * $10 on, $11 epoch in which replyTo means something, null: in any. Returns the earlier event of the id.
 */
const selectEarlier = `
select
  e.seq, e.created_at,
  (e.kind, e.target_seq, e.emoji, e.is_on) is not distinct from ($5, $7::bigint, $9::text, $10::boolean)
    and (e.reply_to is not distinct from $6::bigint
      or e.reply_to is null and $11::text <> (select epoch::text from rooms where id = $1))
    and (e.deletion_seq is not null or e.body is not distinct from $8) as same
from events e
join members m on m.room_id = e.room_id and m.user_id = e.sender_id
join sessions s on s.id = $3 and s.user_id = e.sender_id and s.expires_at > now()
where e.room_id = $1 and e.sender_id = $2 and e.client_message_id = $4`;

const contentOf = (wanted: MessageToAccept | ChangeToAccept) =>
  'change' in wanted
    ? [wanted.change.kind, null, wanted.target, ...columnsOf(wanted.change)]
    : ['message', wanted.replyTo ?? null, null, wanted.body, null, null];

/** What an earlier try of this message or change came to: repeated or conflicting. Undefined when there was none. */
export async function findAccepted(
  database: Database,
  wanted: MessageToAccept | ChangeToAccept,
): Promise<Acceptance | undefined> {
  const { room, sender, session, id } = wanted;
  const [row] = await database.query<{ seq: number; created_at: Date; same: boolean }>(selectEarlier, [
    room,
    sender,
    session,
    id,
    ...contentOf(wanted),
    wanted.epoch ?? null,
  ]);
  if (!row) return undefined;
  return row.same ? { kind: 'repeated', seq: row.seq, at: row.created_at } : { kind: 'conflicting' };
}
