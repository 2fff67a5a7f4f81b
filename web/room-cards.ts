import type { RoomEvent } from '../shared/protocol/events.ts';
import type { Room } from '../shared/protocol/http-bodies.ts';
import { inOrder, type RoomCard, toCard, withEvents } from './room-card.ts';
import type { storedMarks } from './stored.ts';

/** The rooms of a user as the list shows them, and up to where each was read. */
export class RoomCards {
  readonly #me: string;
  readonly #marks: ReturnType<typeof storedMarks>;
  readonly #cards = new Map<string, RoomCard>();

  constructor(me: string, marks: ReturnType<typeof storedMarks>) {
    this.#me = me;
    this.#marks = marks;
  }

  /** The rooms with the newest message first. */
  get all(): readonly RoomCard[] {
    return inOrder(this.#cards.values());
  }

  get(room: string): RoomCard | undefined {
    return this.#cards.get(room);
  }

  /** Takes a room as the HTTP API told it, and events of its log, of which some may have come since. */
  put(room: Room, events: readonly RoomEvent[]): void {
    this.#cards.set(room.id, toCard(room, this.#marks.read(room.id)));
    this.take(room.id, events);
  }

  /** Takes events that came, in seq order. */
  take(room: string, events: readonly RoomEvent[]): void {
    const card = this.#cards.get(room);
    if (card) this.#cards.set(room, withEvents(card, events, this.#me));
  }

  drop(room: string): void {
    this.#cards.delete(room);
  }

  /** All of a room was seen here. False when that is no news. */
  markRead(room: string): boolean {
    const card = this.#cards.get(room);
    if (!card || (card.unread === 0 && this.#marks.read(room) === card.room.head)) return false;
    this.#read(card, card.room.head);
    return true;
  }

  /** A room was read up to `seq` on another device. What is newer stays unread, and is counted as before. */
  readElsewhere(room: string, seq: number): void {
    const card = this.#cards.get(room);
    if (card && seq >= (card.room.lastMessage?.seq ?? 0)) this.#read(card, seq);
  }

  #read(card: RoomCard, seq: number): void {
    this.#cards.set(card.room.id, { ...card, unread: 0 });
    this.#marks.write(card.room.id, seq);
  }
}
