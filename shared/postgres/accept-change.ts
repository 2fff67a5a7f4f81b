import type { Change } from '../protocol/changes.ts';
import type { MessageId, RoomId, SessionId, UserId } from '../protocol/ids.ts';
import text from './accept-change.sql';
import { type Acceptance, onceMoreOnDuplicate } from './accept-message.ts';
import type { Database } from './database.ts';

export type ChangeToAccept = {
  readonly room: RoomId;
  readonly sender: UserId;
  readonly session: SessionId;
  readonly id: MessageId;
  /** The seq of the message. */
  readonly target: number;
  /** The room's, as its client knows it; of another one, no message is found. */
  readonly epoch?: string | undefined;
  readonly change: Change;
};

type Row = {
  readonly authenticated: boolean;
  readonly member: boolean;
  readonly found: boolean;
  readonly allowed: boolean;
  readonly complete: boolean;
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
  if (!row.found) return { kind: 'noMessage' };
  if (!row.allowed) return { kind: 'notAllowed' };
  return { kind: 'accepted', seq: row.seq, at: row.created_at, epoch: row.epoch };
}

/** A change's body, emoji and on, as the statements take them. */
export function columnsOf(change: Change): readonly [string | null, string | null, boolean | null] {
  switch (change.kind) {
    case 'edit':
      return [change.body, null, null];
    case 'reaction':
      return [null, change.emoji, change.on];
    case 'deletion':
      return [null, null, null];
  }
}

/** Each try that is not complete met another edit of its message in the same moment. */
const mostTries = 5;

/**
 * Accepts a change of a message at most once for (room, sender, id), for ever. One round trip; another one when the same id is
 * tried at once, or a message is deleted in the moment it is edited.
 *
 * When it answers `accepted` or `repeated`, the event is committed; of a deletion also that the bodies are gone.
 */
export async function acceptChange(database: Database, wanted: ChangeToAccept): Promise<Acceptance> {
  const { room, sender, session, id, target, epoch, change } = wanted;
  const values = [room, sender, session, id, change.kind, target, ...columnsOf(change), epoch ?? null];
  for (let tries = 0; tries < mostTries; tries += 1) {
    const [row] = await onceMoreOnDuplicate(() => database.query<Row>(text, values));
    if (!row) throw new Error('cannot accept a change: the statement returned no row');
    const acceptance = toAcceptance(row);
    if (acceptance.kind !== 'accepted' || row.complete) return acceptance;
  }
  throw new Error('cannot accept a deletion: its message is edited all the time');
}
