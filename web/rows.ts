import { type CurrentMessage, currentMessages } from '../client/current-messages.ts';
import type { Outgoing, OutgoingState } from '../client/outgoing.ts';
import type { RoomEvent } from '../shared/protocol/events.ts';
import { noteText } from './note-text.ts';
import { withOutgoing } from './optimistic.ts';
import { dayText, isSameDay } from './time-text.ts';

export type Quote = { readonly seq: number; readonly sender: string; readonly body: string };

/** An emoji on a message, with the names of those who put it there. */
export type ReactionChip = {
  readonly emoji: string;
  readonly names: readonly string[];
  readonly mine: boolean;
};

export type MessageRow = {
  readonly kind: 'message';
  readonly key: string;
  /** Undefined while it is not in the log. */
  readonly seq: number | undefined;
  readonly id: string;
  readonly sender: string;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly mine: boolean;
  /** The first of several by the same sender within a few minutes. */
  readonly first: boolean;
  readonly quote: Quote | undefined;
  readonly edited: boolean;
  readonly deleted: boolean;
  readonly canDelete: boolean;
  readonly reactions: readonly ReactionChip[];
  /** Of a message of mine that is not in the log yet. */
  readonly state: OutgoingState | undefined;
  /** A change of mine that is not there yet, or was refused. */
  readonly change: Pick<Outgoing, 'id' | 'state'> | undefined;
};

/** One line of the conversation. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly text: string }
  | { readonly kind: 'note'; readonly key: string; readonly text: string }
  | MessageRow;

const together = 5 * 60_000;

type Conversation = {
  readonly events: readonly RoomEvent[];
  readonly outgoing: readonly Outgoing[];
  readonly me: { readonly id: string; readonly username: string };
  /** The room is mine: I may delete what others wrote. */
  readonly isOwner: boolean;
  readonly now: number;
};

/** The lines of a conversation: events in order, then what is still on its way, with a line where a day begins. */
export function toRows({ now, ...conversation }: Conversation): readonly Row[] {
  const { events, outgoing, me } = conversation;
  const messages = currentMessages(withOutgoing(events, outgoing, me));
  const lines = [
    ...events.map((event) => lineOf(event, messages, conversation)),
    ...outgoing.map((one) => (one.action === 'sendMessage' ? outgoingLine(one, me, messages) : undefined)),
  ].filter((line) => line !== undefined);
  return lines.flatMap((line, index) => {
    const before = lines[index - 1];
    const isNewDay = before === undefined || !isSameDay(before.at, line.at);
    const day: Row = { kind: 'day', key: `day ${line.key}`, text: dayText(line.at, now) };
    const row = line.kind === 'message' ? { ...line, first: isNewDay || !isTogether(before, line) } : line;
    return isNewDay ? [day, row] : [row];
  });
}

type Line =
  | MessageRow
  | { readonly kind: 'note'; readonly key: string; readonly text: string; readonly at: number };

function isTogether(before: Line, { at, sender }: MessageRow): boolean {
  return before.kind === 'message' && before.sender === sender && at - before.at < together;
}

type Messages = ReadonlyMap<number, CurrentMessage>;

function findQuote(messages: Messages, seq: number | undefined): Quote | undefined {
  if (seq === undefined) return undefined;
  const message = messages.get(seq);
  if (!message) return { seq, sender: '', body: 'an earlier message' };
  const body = message.deleted ? 'a deleted message' : message.body.slice(0, 200);
  return { seq, sender: message.sender.username, body };
}

function lineOf(
  event: RoomEvent,
  messages: Messages,
  conversation: Omit<Conversation, 'now'>,
): Line | undefined {
  const message = messages.get(event.seq);
  if (message) return messageLine(message, messages, conversation);
  const text = event.kind === 'message' ? undefined : noteText(event);
  if (text === undefined) return undefined;
  return { kind: 'note', key: `note ${event.seq}`, text, at: Date.parse(event.at) };
}

function messageLine(
  { seq, id, sender, body, at, replyTo, edited, deleted, reactions }: CurrentMessage,
  messages: Messages,
  { outgoing, me, isOwner }: Omit<Conversation, 'now'>,
): MessageRow {
  const mine = sender.id === me.id;
  return {
    kind: 'message',
    key: `message ${mine ? id : seq}`,
    seq,
    id,
    sender: sender.username,
    body,
    at: Date.parse(at),
    mine,
    first: true,
    quote: deleted ? undefined : findQuote(messages, replyTo),
    edited,
    deleted,
    canDelete: mine || isOwner,
    reactions: reactions.map(({ emoji, people }) => ({
      emoji,
      names: people.map(({ username }) => username),
      mine: people.some((person) => person.id === me.id),
    })),
    state: undefined,
    change: deleted ? undefined : changeOf(seq, outgoing),
  };
}

/** The change of a message to tell of: one that was refused, or else an edit on its way. */
function changeOf(seq: number, outgoing: readonly Outgoing[]): MessageRow['change'] {
  const ofIt = outgoing.filter((one) => one.action !== 'sendMessage' && one.seq === seq);
  const refused = ofIt.find(({ state }) => state.kind === 'failed');
  const told = refused ?? ofIt.findLast(({ action }) => action === 'editMessage');
  return told && { id: told.id, state: told.state };
}

function outgoingLine(
  { id, body, replyTo, state, writtenAt }: Extract<Outgoing, { readonly action: 'sendMessage' }>,
  { username }: Conversation['me'],
  messages: Messages,
): MessageRow {
  return {
    kind: 'message',
    key: `message ${id}`,
    seq: undefined,
    id,
    sender: username,
    body,
    at: state.kind === 'sent' ? Date.parse(state.at) : writtenAt,
    mine: true,
    first: true,
    quote: findQuote(messages, replyTo),
    edited: false,
    deleted: false,
    canDelete: false,
    reactions: [],
    state,
    change: undefined,
  };
}
