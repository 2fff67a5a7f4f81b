import type { RoomEvent } from '../shared/protocol/events.ts';
import type { ErrorFrame } from '../shared/protocol/server-frames.ts';
import type { Clock } from './clock.ts';
import type { ClientFrame } from './frames.ts';
import type { OutboxStorage } from './outbox.ts';
import { entryOf, isTooLong, type MessageState, type OutgoingMessage, ofRoom, restore } from './outgoing.ts';
import { answerDelay } from './retry-delay.ts';
import { Throttle } from './throttle.ts';

type Deps = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly newId: () => string;
  readonly storage: OutboxStorage;
  /** False while there is no connection. */
  readonly transmit: (frame: ClientFrame) => boolean;
  readonly changed: (room: string) => void;
};

/** What may be written. `order` is the sender's business. */
export type Draft = { readonly room: string; readonly body: string; readonly replyTo?: number };

type Flight = { readonly id: string; readonly land: () => void };

/** Sends messages: one at a time per room, in order, each again with the same id until the server has said yes or no. */
export class Sender {
  readonly #deps: Deps;
  readonly #messages = new Map<string, OutgoingMessage>();
  readonly #flights = new Map<string, Flight>();
  readonly #tries = new Map<string, number>();
  #order = 0;
  readonly #throttle: Throttle;

  constructor(deps: Deps) {
    this.#deps = deps;
    this.#throttle = new Throttle(deps.clock, () => this.#nextEverywhere());
    for (const entry of deps.storage.all()) {
      this.#messages.set(entry.id, restore(entry));
      this.#order = Math.max(this.#order, entry.order);
    }
  }

  /** The room's messages that are not in its log yet, in order. */
  messages(room: string): readonly OutgoingMessage[] {
    return ofRoom(this.#messages.values(), room).map((message) => this.#withThrottle(message));
  }

  /** Takes a message into the outbox and sends it when its turn comes. A body over the limits fails at once. */
  write(draft: Draft): string {
    const entry = { ...draft, id: this.#deps.newId(), ...this.#stamp() };
    const state: MessageState = isTooLong(draft.body)
      ? { kind: 'failed', code: 'too_large' }
      : { kind: 'pending' };
    this.#put({ ...entry, state });
    return entry.id;
  }

  /** Sends a failed message again, as the room's last. Under a new id if the old one is taken. */
  retry(id: string): void {
    const message = this.#messages.get(id);
    if (message?.state.kind !== 'failed') return;
    const { room, body, replyTo, state } = message;
    this.discard(id);
    const next = state.code === 'conflict' ? this.#deps.newId() : id;
    const draft = { room, body, ...(replyTo !== undefined && { replyTo }) };
    this.#put({ ...draft, id: next, ...this.#stamp(), state: { kind: 'pending' } });
  }

  /** Drops a failed message. One that is pending stays: it may be stored already. */
  discard(id: string): void {
    const message = this.#messages.get(id);
    if (message?.state.kind !== 'failed') return;
    this.#forget(message);
    this.#deps.changed(message.room);
  }

  /** There is a new connection: what was under way on the old one is sent again. */
  resume(): void {
    this.#landAll();
    this.#nextEverywhere();
  }

  acked({ id, seq, at }: { readonly id: string; readonly seq: number; readonly at: string }): void {
    const message = this.#messages.get(id);
    if (!message) return;
    this.#deps.storage.remove(id);
    this.#messages.set(id, { ...message, state: { kind: 'sent', seq, at } });
    this.#landed(message);
  }

  /** True when the error was the answer to a message of ours. */
  refused(error: ErrorFrame): boolean {
    const message = this.#messages.get(error.id ?? '');
    if (message?.state.kind !== 'pending') return false;
    if (error.code === 'rate_limited') this.#throttle.hold(error.retryAfterMs ?? 1_000);
    else if (error.retryable) return true;
    else this.#save({ ...message, state: { kind: 'failed', code: error.code } });
    this.#landed(message);
    return true;
  }

  /** The room's log has grown: our messages in it, and those it has passed, are no longer outgoing. */
  applied(room: string, added: readonly RoomEvent[], cursor: number): void {
    for (const event of added) if (event.kind === 'message') this.acked(event);
    for (const message of ofRoom(this.#messages.values(), room)) {
      if (message.state.kind === 'sent' && message.state.seq <= cursor) this.#forget(message);
    }
  }

  /** The room is gone: what was not sent yet fails, and is not kept beyond this process. */
  roomGone(room: string): void {
    this.#flights.get(room)?.land();
    for (const message of ofRoom(this.#messages.values(), room)) {
      if (message.state.kind === 'pending')
        this.#save({ ...message, state: { kind: 'failed', code: 'not_found' } });
    }
  }

  /** Stops all timers. The outbox stays in its store. */
  stop(): void {
    this.#landAll();
    this.#throttle.stop();
  }

  #landAll(): void {
    for (const { land } of [...this.#flights.values()]) land();
  }

  #stamp() {
    this.#order += 1;
    return { order: this.#order, writtenAt: this.#deps.clock.now() };
  }

  #put(message: OutgoingMessage): void {
    this.#save(message);
    this.#next(message.room);
    this.#deps.changed(message.room);
  }

  #save(message: OutgoingMessage): void {
    this.#messages.set(message.id, message);
    const isGone = message.state.kind === 'failed' && message.state.code === 'not_found';
    if (isGone) this.#deps.storage.remove(message.id);
    else this.#deps.storage.put(entryOf(message));
  }

  #forget({ id }: OutgoingMessage): void {
    this.#messages.delete(id);
    this.#tries.delete(id);
    this.#deps.storage.remove(id);
  }

  #withThrottle(message: OutgoingMessage): OutgoingMessage {
    const { until } = this.#throttle;
    if (message.state.kind !== 'pending' || until === undefined) return message;
    return { ...message, state: { kind: 'pending', until } };
  }

  #landed({ id, room }: OutgoingMessage): void {
    const flight = this.#flights.get(room);
    if (flight?.id === id) flight.land();
    this.#next(room);
    this.#deps.changed(room);
  }

  #next(room: string): void {
    if (this.#flights.has(room) || this.#throttle.until !== undefined) return;
    const message = ofRoom(this.#messages.values(), room).find(({ state }) => state.kind === 'pending');
    if (!message) return;
    const { id, body, replyTo } = message;
    const reply = replyTo === undefined ? {} : { replyTo };
    if (this.#deps.transmit({ action: 'sendMessage', room, id, body, ...reply })) this.#takeOff(message);
  }

  #takeOff({ id, room }: OutgoingMessage): void {
    const { clock, random } = this.#deps;
    const tries = this.#tries.get(id) ?? 0;
    this.#tries.set(id, tries + 1);
    const land = () => {
      cancel();
      this.#flights.delete(room);
    };
    const cancel = clock.after(answerDelay(tries, random), () => {
      land();
      this.#next(room);
    });
    this.#flights.set(room, { id, land });
  }

  #nextEverywhere(): void {
    for (const room of new Set([...this.#messages.values()].map((message) => message.room))) {
      this.#next(room);
      this.#deps.changed(room);
    }
  }
}
