import type { ChangeToAccept } from '../postgres/accept-change.ts';
import type { Change } from '../protocol/changes.ts';
import { ChatError } from '../protocol/errors.ts';
import type { Batch, Person } from '../protocol/events.ts';
import type { MessageId, RoomId, SessionId } from '../protocol/ids.ts';
import type { Ack } from '../protocol/server-frames.ts';
import { isTooLong } from '../protocol/text.ts';
import { type AcceptOnceDeps, acceptOnce } from './accept-once.ts';

export type ChangeMessageDeps = AcceptOnceDeps<ChangeToAccept> & {
  readonly announce: (batch: Batch) => Promise<void>;
};

export type ChangeMessageCommand = {
  readonly sender: Person;
  readonly connection: string;
  readonly session: SessionId;
  readonly room: RoomId;
  readonly id: MessageId;
  /** The seq of the message. */
  readonly target: number;
  /** The room's, if the client knows it. */
  readonly epoch: string | undefined;
  readonly change: Change;
};

const what = {
  edit: 'edit the message',
  deletion: 'delete the message',
  reaction: 'react to the message',
} as const;

/**
 * Edits a message (its sender may), deletes it (its sender and the room's owner may), or reacts to it (every member may).
 *
 * Idempotent by (room, sender, id), ids of messages included. When it returns, the event is committed, and of a deletion also
 * that no body of the message is stored any more; that the announcement reached anyone is not promised.
 *
 * @throws ChatError `too_large`, `rate_limited` with the exact wait, `not_found` when there is no such room or message, it
 * is deleted or of another epoch, `forbidden`, `unauthenticated`, `conflict`, `unavailable`.
 */
export async function changeMessage(deps: ChangeMessageDeps, command: ChangeMessageCommand): Promise<Ack> {
  const { sender, connection, room, id, target, change } = command;
  if (change.kind === 'edit' && isTooLong(change.body)) {
    throw new ChatError('cannot edit the message: the body is too long', { code: 'too_large' });
  }
  const acceptance = await acceptOnce(deps, {
    attempt: { of: 'changes', user: sender.id, connection, room, id, content: [target, change] },
    wanted: { ...command, sender: sender.id },
    what: what[change.kind],
  });
  const { seq } = acceptance;
  const at = acceptance.at.toISOString();
  if (acceptance.kind === 'accepted') {
    const event = { seq, sender, at, id, target, ...change };
    await deps.announce({ room, epoch: acceptance.epoch, events: [event] });
  }
  return { type: 'ack', id, room, seq, at, repeated: acceptance.kind === 'repeated' };
}
