import type { MessageToAccept } from '../postgres/accept-message.ts';
import { ChatError } from '../protocol/errors.ts';
import type { Batch, Message, Person } from '../protocol/events.ts';
import type { MessageId, RoomId, SessionId } from '../protocol/ids.ts';
import type { Ack } from '../protocol/server-frames.ts';
import { isTooLong } from '../protocol/text.ts';
import { type Accepted, type AcceptOnceDeps, acceptOnce } from './accept-once.ts';

export type SendMessageDeps = AcceptOnceDeps<MessageToAccept> & {
  readonly announce: (batch: Batch) => Promise<void>;
};

export type SendMessageCommand = {
  readonly sender: Person;
  readonly connection: string;
  readonly session: SessionId;
  readonly room: RoomId;
  readonly id: MessageId;
  readonly body: string;
  readonly replyTo?: number | undefined;
  /** The room's, if the client knows it; in another one, `replyTo` means nothing and is left out. */
  readonly epoch?: string | undefined;
};

/**
 * Sends a message: checks it, accepts it, announces it.
 *
 * Idempotent by (room, sender, id). When it returns, the event is committed; that the announcement reached anyone is not
 * promised, a client that misses it finds it by cursor.
 *
 * @throws ChatError `too_large`, `rate_limited` with the exact wait, `not_found`, `unauthenticated`, `conflict`, `unavailable`.
 */
export async function sendMessage(deps: SendMessageDeps, command: SendMessageCommand): Promise<Ack> {
  const { sender, connection, room, id, body, replyTo } = command;
  if (isTooLong(body)) throw new ChatError('cannot send: the body is too long', { code: 'too_large' });
  const acceptance = await acceptOnce(deps, {
    attempt: { of: 'messages', user: sender.id, connection, room, id, content: [body, replyTo ?? null] },
    wanted: { ...command, sender: sender.id },
    what: 'send',
  });
  if (acceptance.kind === 'accepted') {
    await deps.announce({ room, epoch: acceptance.epoch, events: [eventOf(command, acceptance)] });
  }
  const { seq, at } = acceptance;
  return { type: 'ack', id, room, seq, at: at.toISOString(), repeated: acceptance.kind === 'repeated' };
}

function eventOf(
  { id, sender, body }: SendMessageCommand,
  { seq, at, replyTo }: Extract<Accepted, { kind: 'accepted' }>,
): Message {
  const message = { kind: 'message', seq, id, sender, body, at: at.toISOString() } as const;
  return replyTo === undefined ? message : { ...message, replyTo };
}
