import type { Acceptance, MessageToAccept } from '../postgres/accept-message.ts';
import { ChatError } from '../protocol/errors.ts';
import type { Batch, Message, Person } from '../protocol/events.ts';
import type { MessageId, RoomId, SessionId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { Ack } from '../protocol/server-frames.ts';
import { isTooLong } from '../protocol/text.ts';
import type { Passage, Try } from '../redis/throttle.ts';

export type SendMessageDeps = {
  readonly throttle: (attempt: Try) => Promise<Passage>;
  readonly unthrottle: (attempt: Try) => Promise<void>;
  readonly acceptMessage: (message: MessageToAccept) => Promise<Acceptance>;
  /** What an earlier try with this id came to, if one was accepted: its retry is free, whatever the throttle says. */
  readonly findAccepted: (message: MessageToAccept) => Promise<Acceptance | undefined>;
  readonly announce: (batch: Batch) => Promise<void>;
  /** The time, in milliseconds. */
  readonly now: () => number;
};

export type SendMessageCommand = {
  readonly sender: Person;
  readonly connection: string;
  readonly session: SessionId;
  readonly room: RoomId;
  readonly id: MessageId;
  readonly body: string;
  readonly replyTo?: number | undefined;
};

/** What a try that was not accepted is told. */
function refuse(kind: Exclude<Acceptance['kind'], 'accepted' | 'repeated'>): ChatError {
  switch (kind) {
    case 'unauthenticated':
      return new ChatError('cannot send: the session has ended', { code: 'unauthenticated' });
    case 'notMember':
      return new ChatError('cannot send: there is no such room', { code: 'not_found' });
    case 'nothingToAnswer':
      return new ChatError('cannot send: there is no such message to reply to', { code: 'not_found' });
    case 'conflicting':
      return new ChatError('cannot send: another message has this id', { code: 'conflict' });
  }
}

const limited = (retryAfterMs: number) =>
  new ChatError('cannot send: too many messages', { code: 'rate_limited', retryAfterMs });

function check({ body }: SendMessageCommand): void {
  if (isTooLong(body)) throw new ChatError('cannot send: the body is too long', { code: 'too_large' });
}

async function accept(deps: SendMessageDeps, command: SendMessageCommand): Promise<Acceptance> {
  const { connection, room, id } = command;
  const attempt = { user: command.sender.id, connection, room, id };
  const message = { ...command, sender: command.sender.id };
  const passage = await deps.throttle(attempt);
  if (passage.kind === 'limited') {
    const earlier = passage.flooding ? undefined : await deps.findAccepted(message);
    if (earlier) return earlier;
    throw limited(passage.waitMs);
  }
  // When this throws, the message may be stored all the same: its place stays taken, and the retry passes by its id.
  const acceptance = await deps.acceptMessage(message);
  if (passage.kind === 'taken' && !belongsInWindow(acceptance, deps.now())) await deps.unthrottle(attempt);
  return acceptance;
}

/** True for a message that was accepted within the window that ends now, by this try or by one at the same moment. */
const belongsInWindow = (acceptance: Acceptance, now: number): boolean =>
  acceptance.kind === 'accepted' ||
  (acceptance.kind === 'repeated' && acceptance.at.getTime() > now - limits.messageWindowMs);

/**
 * Sends a message: checks it, accepts it, announces it.
 *
 * Idempotent by (room, sender, id). When it returns, the event is committed; that the announcement reached anyone is not
 * promised, a client that misses it finds it by cursor.
 *
 * @throws ChatError `too_large`, `rate_limited` with the exact wait, `not_found`, `unauthenticated`, `conflict`, `unavailable`.
 */
export async function sendMessage(deps: SendMessageDeps, command: SendMessageCommand): Promise<Ack> {
  check(command);
  const { room, id } = command;
  const acceptance = await accept(deps, command);
  if (acceptance.kind !== 'accepted' && acceptance.kind !== 'repeated') throw refuse(acceptance.kind);
  const { seq, at } = acceptance;
  if (acceptance.kind === 'accepted') {
    await deps.announce({ room, epoch: acceptance.epoch, events: [eventOf(command, seq, at)] });
  }
  return { type: 'ack', id, room, seq, at: at.toISOString(), repeated: acceptance.kind === 'repeated' };
}

function eventOf({ id, sender, body, replyTo }: SendMessageCommand, seq: number, at: Date): Message {
  const message = { kind: 'message', seq, id, sender, body, at: at.toISOString() } as const;
  return replyTo === undefined ? message : { ...message, replyTo };
}
