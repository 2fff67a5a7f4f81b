import type { MessageId, RoomId, SessionId, UserId } from '../protocol/ids.ts';
import text from './accept-message.sql';
import type { Database } from './database.ts';
import { isDuplicate } from './unreachable.ts';

export type MessageToAccept = {
  readonly room: RoomId;
  readonly sender: UserId;
  readonly session: SessionId;
  readonly id: MessageId;
  readonly body: string;
  readonly replyTo?: number | undefined;
};

export type Acceptance =
  | { readonly kind: 'accepted'; readonly seq: number; readonly at: Date; readonly epoch: string }
  /** An earlier try with this id and body was accepted. */
  | { readonly kind: 'repeated'; readonly seq: number; readonly at: Date }
  /** An earlier message with this id has another body. */
  | { readonly kind: 'conflicting' }
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'notMember' }
  /** `replyTo` is no message of the room. */
  | { readonly kind: 'nothingToAnswer' };

type Row = {
  readonly authenticated: boolean;
  readonly member: boolean;
  readonly answered: boolean;
  readonly repeated: boolean;
  readonly same: boolean;
  readonly seq: number;
  readonly created_at: Date;
  readonly epoch: string;
};

function toAcceptance(row: Row): Acceptance {
  if (!row.authenticated) return { kind: 'unauthenticated' };
  if (!row.member) return { kind: 'notMember' };
  if (row.repeated && !row.same) return { kind: 'conflicting' };
  if (row.repeated) return { kind: 'repeated', seq: row.seq, at: row.created_at };
  if (!row.answered) return { kind: 'nothingToAnswer' };
  return { kind: 'accepted', seq: row.seq, at: row.created_at, epoch: row.epoch };
}

/** Repeats a statement that a simultaneous one with the same key made fail: then it finds what the other wrote. */
export async function onceMoreOnDuplicate<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (isDuplicate(error)) return run();
    throw error;
  }
}

/**
 * Accepts a message at most once for (room, sender, id), for ever. One round trip; two when the same id is tried at once.
 *
 * When it answers `accepted` or `repeated`, the event is committed.
 */
export async function acceptMessage(database: Database, message: MessageToAccept): Promise<Acceptance> {
  const { room, sender, session, id, body, replyTo } = message;
  const values = [room, sender, session, id, body, replyTo ?? null];
  const [row] = await onceMoreOnDuplicate(() => database.query<Row>(text, values));
  if (!row) throw new Error('cannot accept a message: the statement returned no row');
  return toAcceptance(row);
}

/** $1 room, $2 sender, $3 session, $4 client message id, $5 body, $6 replyTo. Returns the earlier message of the id. */
const selectEarlier = `
select
  true as authenticated, true as member, true as answered, true as repeated, e.seq, e.created_at,
  (e.body, e.reply_to) is not distinct from ($5, $6::bigint) as same
from events e
join members m on m.room_id = e.room_id and m.user_id = e.sender_id
join sessions s on s.id = $3 and s.user_id = e.sender_id and s.expires_at > now()
where e.room_id = $1 and e.sender_id = $2 and e.client_message_id = $4`;

/** What an earlier try of this message came to: repeated or conflicting. Undefined when there was none. */
export async function findAccepted(
  database: Database,
  message: MessageToAccept,
): Promise<Acceptance | undefined> {
  const { room, sender, session, id, body, replyTo } = message;
  const [row] = await database.query<Row>(selectEarlier, [room, sender, session, id, body, replyTo ?? null]);
  return row && toAcceptance(row);
}

/** $1 sender, $2 messages at most, $3 window in milliseconds. Returns how long to wait; nothing when there is room. */
const selectWait = `
select greatest(1, ceil(1000 * extract(epoch from
  min(created_at) + $3::int * interval '1 ms' - clock_timestamp())))::int as wait
from (
  select created_at from events
  where sender_id = $1 and kind = 'message' and created_at > clock_timestamp() - $3::int * interval '1 ms'
  order by created_at desc limit $2
) latest
having count(*) >= $2`;

/**
 * The throttle while Redis is away: counts what is stored. Under a burst it may let a few more through, since those on their
 * way are not stored yet.
 */
export async function throttleByEvents(
  database: Database,
  {
    user,
    messages,
    windowMs,
  }: { readonly user: UserId; readonly messages: number; readonly windowMs: number },
): Promise<number | undefined> {
  const [row] = await database.query<{ wait: number }>(selectWait, [user, messages, windowMs]);
  return row?.wait;
}
