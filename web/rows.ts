import type { Outgoing, OutgoingState } from '../client/outgoing.ts';
import type { RoomEvent } from '../shared/protocol/events.ts';
import { noteText } from './note-text.ts';
import { dayText, isSameDay } from './time-text.ts';

export type Quote = { readonly seq: number; readonly sender: string; readonly body: string };

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
  /** Of a message of mine that is not in the log yet. */
  readonly state: OutgoingState | undefined;
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
  readonly now: number;
};

/** The lines of a conversation: events in order, then what is still on its way, with a line where a day begins. */
export function toRows({ events, outgoing, me, now }: Conversation): readonly Row[] {
  const quotes = new Map(events.map((event) => [event.seq, quoteOf(event)]));
  const lines = [
    ...events.map((event) => lineOf(event, me.id, quotes)),
    ...outgoing.map((one) => (one.action === 'sendMessage' ? outgoingLine(one, me, quotes) : undefined)),
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

type Quotes = ReadonlyMap<number, Quote | undefined>;

function quoteOf(event: RoomEvent): Quote | undefined {
  if (event.kind !== 'message') return undefined;
  return { seq: event.seq, sender: event.sender.username, body: event.body.slice(0, 200) };
}

const findQuote = (quotes: Quotes, replyTo: number | undefined): Quote | undefined =>
  replyTo === undefined
    ? undefined
    : (quotes.get(replyTo) ?? { seq: replyTo, sender: '', body: 'an earlier message' });

function lineOf(event: RoomEvent, me: string, quotes: Quotes): Line | undefined {
  if (event.kind !== 'message') {
    const text = noteText(event);
    return text === undefined
      ? undefined
      : { kind: 'note', key: `note ${event.seq}`, text, at: Date.parse(event.at) };
  }
  const { seq, id, sender, body, at, replyTo } = event;
  return {
    kind: 'message',
    key: `message ${sender.id === me ? id : seq}`,
    seq,
    id,
    sender: sender.username,
    body,
    at: Date.parse(at),
    mine: sender.id === me,
    first: true,
    quote: findQuote(quotes, replyTo),
    state: undefined,
  };
}

function outgoingLine(
  { id, body, replyTo, state, writtenAt }: Extract<Outgoing, { readonly action: 'sendMessage' }>,
  me: Conversation['me'],
  quotes: Quotes,
): MessageRow {
  const at = state.kind === 'sent' ? Date.parse(state.at) : writtenAt;
  const quote = findQuote(quotes, replyTo);
  const key = `message ${id}`;
  return {
    kind: 'message',
    key,
    seq: undefined,
    id,
    sender: me.username,
    body,
    at,
    mine: true,
    first: true,
    quote,
    state,
  };
}
