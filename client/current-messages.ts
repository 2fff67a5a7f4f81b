import type { Message, Person, RoomEvent } from '../shared/protocol/events.ts';

/** An emoji on a message, and who put it there, in the order in which they did. */
export type Reaction = { readonly emoji: string; readonly people: readonly Person[] };

/** A message as it reads now. */
export type CurrentMessage = Pick<Message, 'seq' | 'id' | 'sender' | 'at' | 'replyTo'> & {
  /** Empty when deleted. */
  readonly body: string;
  readonly edited: boolean;
  readonly deleted: boolean;
  /** In the order in which the emoji came. */
  readonly reactions: readonly Reaction[];
};

export type ChangeEvent = Extract<RoomEvent, { readonly target: number }>;

/**
 * The messages among events, by seq, as all of these events leave them.
 *
 * `events` are in seq order; changes of messages that are not among them are passed over. A run of events to the head of a
 * room has every change of every message in it, so the older history that is put before it changes nothing of the rest.
 */
export function currentMessages(events: Iterable<RoomEvent>): ReadonlyMap<number, CurrentMessage> {
  const messages = new Map<number, CurrentMessage>();
  for (const event of events) {
    if (event.kind === 'message') messages.set(event.seq, asSent(event));
    const message = 'target' in event ? messages.get(event.target) : undefined;
    if (message && 'target' in event) messages.set(message.seq, afterChange(message, event));
  }
  return messages;
}

const asSent = ({ seq, id, sender, at, body, replyTo, deleted }: Message): CurrentMessage => ({
  seq,
  id,
  sender,
  at,
  body,
  edited: false,
  deleted: deleted === true,
  reactions: [],
  ...(replyTo !== undefined && { replyTo }),
});

function afterChange(message: CurrentMessage, change: ChangeEvent): CurrentMessage {
  if (message.deleted) return message;
  // An edit that is told without its body tells of the deletion before the deletion itself does.
  if (change.kind === 'deletion' || (change.kind === 'edit' && change.deleted))
    return { ...message, body: '', edited: false, deleted: true, reactions: [] };
  if (change.kind === 'edit') return { ...message, body: change.body, edited: true };
  return { ...message, reactions: afterReaction(message.reactions, change) };
}

function afterReaction(
  reactions: readonly Reaction[],
  { emoji, on, sender }: Extract<ChangeEvent, { kind: 'reaction' }>,
): readonly Reaction[] {
  const old = reactions.find((reaction) => reaction.emoji === emoji);
  const people = old?.people ?? [];
  if (on === people.some(({ id }) => id === sender.id)) return reactions;
  const next = { emoji, people: on ? [...people, sender] : people.filter(({ id }) => id !== sender.id) };
  if (!old) return [...reactions, next];
  return reactions.map((reaction) => (reaction === old ? next : reaction)).filter((r) => r.people.length > 0);
}
