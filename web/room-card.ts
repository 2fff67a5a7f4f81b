import type { RoomEvent } from '../shared/protocol/events.ts';
import type { Room } from '../shared/protocol/http-bodies.ts';

/** A room as the list shows it. */
export type RoomCard = {
  readonly room: Room;
  /** Messages of others that were not seen yet. */
  readonly unread: number;
};

/** A room as it was loaded. `read` is up to where it was read on this device, when that is known. */
export function toCard(room: Room, read: number | undefined): RoomCard {
  const isRead = read !== undefined && (room.lastMessage?.seq ?? 0) <= read;
  const most = read === undefined ? room.unread : Math.max(0, room.head - read);
  return { room, unread: isRead ? 0 : Math.min(room.unread, most) };
}

/** True when somebody left, who may have been the owner: then somebody else is now. */
export const mayChangeRole = (events: readonly RoomEvent[]): boolean =>
  events.some(({ kind }) => kind === 'memberLeft');

/** Who reads, and up to where a room was read, here or on another device. */
type Reader = { readonly me: string; readonly read: number };

/** The card after more events, in seq order. */
export const withEvents = (card: RoomCard, events: readonly RoomEvent[], reader: Reader): RoomCard =>
  events.reduce((now, event) => withEvent(now, event, reader), card);

/** The card after one more event; events that it knew already change nothing. */
export function withEvent(card: RoomCard, event: RoomEvent, { me, read }: Reader): RoomCard {
  if (event.seq <= card.room.head) return card;
  const room = { ...card.room, ...change(card.room, event), head: event.seq };
  const isNews = event.kind === 'message' && event.sender.id !== me && event.seq > read;
  return { room, unread: card.unread + (isNews ? 1 : 0) };
}

/** The rooms with the newest message first. */
export function inOrder(cards: Iterable<RoomCard>): readonly RoomCard[] {
  const at = ({ room }: RoomCard) => Date.parse(room.lastMessage?.at ?? room.createdAt);
  return [...cards].sort((a, b) => at(b) - at(a));
}

function change(room: Room, event: RoomEvent): Partial<Room> {
  switch (event.kind) {
    case 'message':
      return { lastMessage: event };
    case 'edit':
    case 'deletion':
      return { lastMessage: changedBy(room.lastMessage, event) };
    case 'rename':
      return { name: event.name };
    case 'memberJoined':
      return { members: room.members + 1 };
    case 'memberLeft':
      return { members: room.members - 1 };
    default:
      // A kind that a newer server knows.
      return {};
  }
}

function changedBy(last: Room['lastMessage'], event: Extract<RoomEvent, { kind: 'edit' | 'deletion' }>) {
  if (last?.kind !== 'message' || last.seq !== event.target) return last;
  const isGone = event.kind === 'deletion' || event.deleted === true;
  return isGone ? { ...last, body: '', deleted: true as const } : { ...last, body: event.body };
}
