import type { RoomEvent } from '../shared/protocol/events.ts';
import type { Room } from '../shared/protocol/http-bodies.ts';
import { inOrder, type RoomCard, toCard, withEvents } from './room-card.ts';
import type { storedMarks } from './stored.ts';

/** The rooms of a user as the list shows them, and up to where each was read. */
export class RoomCards {
  readonly #me: string;
  readonly #marks: ReturnType<typeof storedMarks>;
  readonly #cards = new Map<string, RoomCard>();
  #doubtful = new Set<string>();

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
    const { id, epoch, head } = room;
    const old = this.get(id);
    // Seqs of before a restore say nothing of those after it.
    if (old ? old.room.epoch !== epoch : this.#readOf(id) > head) this.#marks.write(id, 0);
    this.#cards.set(id, toCard(room, this.#marks.read(id)));
    this.take(id, events);
  }

  /** Takes events that came, in seq order. */
  take(room: string, events: readonly RoomEvent[]): void {
    const card = this.#cards.get(room);
    if (card) this.#cards.set(room, withEvents(card, events, { me: this.#me, read: this.#readOf(room) }));
  }

  /** The connection is lost: from now on nothing is heard of what is read on other devices. */
  lost(): void {
    this.#doubtful = new Set(this.#cards.keys());
  }

  /** Takes events that were missed. True when they may have been read on another device, and only the server knows. */
  takeMissed(room: string, events: readonly RoomEvent[]): boolean {
    const before = this.get(room)?.unread ?? 0;
    this.take(room, events);
    return (this.get(room)?.unread ?? 0) > before && this.#doubtful.delete(room);
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

  #readOf(room: string): number {
    return this.#marks.read(room) ?? 0;
  }

  #read(card: RoomCard, seq: number): void {
    this.#cards.set(card.room.id, { ...card, unread: 0 });
    this.#marks.write(card.room.id, seq);
  }
}
