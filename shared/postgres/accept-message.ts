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
  /** The room's, as its client knows it: of another one, nothing is replied to. */
  readonly epoch?: string | undefined;
};

/** What became of the try of a message or a change. */
export type Acceptance =
  | {
      readonly kind: 'accepted';
      readonly seq: number;
      readonly at: Date;
      readonly epoch: string;
      /** The seq of what a message replies to. */
      readonly replyTo?: number;
    }
  /** An earlier try with this id and content was accepted. */
  | { readonly kind: 'repeated'; readonly seq: number; readonly at: Date }
  /** An earlier event of the sender in this room has this id and is another. */
  | { readonly kind: 'conflicting' }
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'notMember' }
  /** `replyTo` is no message of the room. */
  | { readonly kind: 'nothingToAnswer' }
  /** What is to be changed is no message of the room, or was deleted. */
  | { readonly kind: 'noMessage' }
  /** The message is not the sender's to change so. */
  | { readonly kind: 'notAllowed' };

type Row = {
  readonly authenticated: boolean;
  readonly member: boolean;
  readonly answered: boolean;
  readonly repeated: boolean;
  readonly same: boolean;
  readonly seq: number;
  readonly created_at: Date;
  readonly epoch: string;
  readonly reply_to: number | null;
};

function toAcceptance(row: Row): Acceptance {
  if (!row.authenticated) return { kind: 'unauthenticated' };
  if (!row.member) return { kind: 'notMember' };
  if (row.repeated && !row.same) return { kind: 'conflicting' };
  if (row.repeated) return { kind: 'repeated', seq: row.seq, at: row.created_at };
  if (!row.answered) return { kind: 'nothingToAnswer' };
  const { seq, created_at: at, epoch, reply_to: replyTo } = row;
  return { kind: 'accepted', seq, at, epoch, ...(replyTo !== null && { replyTo }) };
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
  const { room, sender, session, id, body, replyTo, epoch } = message;
  const values = [room, sender, session, id, body, replyTo ?? null, epoch ?? null];
  const [row] = await onceMoreOnDuplicate(() => database.query<Row>(text, values));
  if (!row) throw new Error('cannot accept a message: the statement returned no row');
  return toAcceptance(row);
}
