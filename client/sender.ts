import type { RoomEvent } from '../shared/protocol/events.ts';
import type { ErrorFrame } from '../shared/protocol/server-frames.ts';
import type { Clock } from './clock.ts';
import { Flights } from './flights.ts';
import type { ClientFrame } from './frames.ts';
import type { Deed, OutboxStorage } from './outbox.ts';
import { afterRestore, entryOf, frameOf, isTooLong, type Outgoing, ofRoom, restore } from './outgoing.ts';
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

/**
 * Sends messages and changes: one at a time per room, in the order in which they were made, each again with the same id until
 * the server has said yes or no.
 */
export class Sender {
  readonly #deps: Deps;
  readonly #all = new Map<string, Outgoing>();
  #order = 0;
  readonly #flights: Flights;
  readonly #throttle: Throttle;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { clock, random } = deps;
    this.#flights = new Flights({ clock, random, lost: (room) => this.#next(room) });
    this.#throttle = new Throttle(clock, () => this.#nextEverywhere());
    for (const entry of deps.storage.all()) {
      this.#all.set(entry.id, restore(entry));
      this.#order = Math.max(this.#order, entry.order);
    }
  }

  /** What is not in the room's log yet, in order. */
  outgoing(room: string): readonly Outgoing[] {
    return ofRoom(this.#all.values(), room).map((one) => this.#withThrottle(one));
  }

  /** Takes a deed into the outbox and sends it when its turn comes. A body over the limits fails at once. */
  write(room: string, deed: Deed): string {
    const id = this.#deps.newId();
    const state: Outgoing['state'] = isTooLong(deed)
      ? { kind: 'failed', code: 'too_large' }
      : { kind: 'pending' };
    this.#put({ ...deed, room, id, ...this.#stamp(), state });
    return id;
  }

  /** Sends what failed again, as the room's last. Under a new id if the old one is taken. */
  retry(id: string): void {
    const one = this.#all.get(id);
    if (one?.state.kind !== 'failed') return;
    this.discard(id);
    const next = one.state.code === 'conflict' ? this.#deps.newId() : id;
    const { failed, ...entry } = one;
    this.#put({ ...entry, id: next, ...this.#stamp(), state: { kind: 'pending' } });
  }

  /** Drops what failed. What is pending stays: it may be stored already. */
  discard(id: string): void {
    const one = this.#all.get(id);
    if (one?.state.kind !== 'failed') return;
    this.#forget(one);
    this.#deps.changed(one.room);
  }

  /** There is a new connection: what was under way on the old one is sent again. */
  resume(): void {
    this.#flights.landAll();
    this.#nextEverywhere();
  }

  acked({ id, seq, at }: { readonly id: string; readonly seq: number; readonly at: string }): void {
    const one = this.#all.get(id);
    if (!one) return;
    this.#deps.storage.remove(id);
    this.#all.set(id, { ...one, state: { kind: 'sent', seq, at } });
    this.#landed(one);
  }

  /** True when the error was the answer to something of ours. */
  refused(error: ErrorFrame): boolean {
    const one = this.#all.get(error.id ?? '');
    if (one?.state.kind !== 'pending') return false;
    if (error.code === 'rate_limited') this.#throttle.hold(error.retryAfterMs ?? 1_000);
    else if (error.retryable) return true;
    else this.#save({ ...one, state: { kind: 'failed', code: error.code } });
    this.#landed(one);
    return true;
  }

  /** The room's log has grown: what is ours in it, and what it has passed, is no longer outgoing. */
  applied(room: string, added: readonly RoomEvent[], cursor: number): void {
    for (const event of added) if ('id' in event) this.acked(event);
    const isDone = ({ state }: Outgoing) => state.kind === 'sent' && state.seq <= cursor;
    const done = ofRoom(this.#all.values(), room).filter(isDone);
    for (const one of done) this.#forget(one);
    if (done.length > 0) this.#deps.changed(room);
  }

  /** The server was restored from a backup: it may have lost what the log doesn't show. */
  restored(room: string, added: readonly RoomEvent[]): void {
    for (const one of ofRoom(this.#all.values(), room)) {
      const next = added.some((event) => 'id' in event && event.id === one.id) ? one : afterRestore(one);
      if (next) this.#save(next);
      else this.#forget(one);
    }
    this.#flights.land(room);
    this.#next(room);
  }

  /** The room is gone: what was not sent yet fails, and is not kept beyond this process. */
  roomGone(room: string): void {
    this.#flights.land(room);
    for (const one of ofRoom(this.#all.values(), room)) {
      if (one.state.kind === 'pending') this.#save({ ...one, state: { kind: 'failed', code: 'not_found' } });
    }
  }

  /** Stops all timers. The outbox stays in its store. */
  stop(): void {
    this.#flights.landAll();
    this.#throttle.stop();
  }

  #stamp() {
    this.#order += 1;
    return { order: this.#order, writtenAt: this.#deps.clock.now() };
  }

  #put(one: Outgoing): void {
    this.#save(one);
    this.#next(one.room);
    this.#deps.changed(one.room);
  }

  #save(one: Outgoing): void {
    this.#all.set(one.id, one);
    const isGone = one.state.kind === 'failed' && one.state.code === 'not_found';
    if (isGone) this.#deps.storage.remove(one.id);
    else this.#deps.storage.put(entryOf(one));
  }

  #forget({ id }: Outgoing): void {
    this.#all.delete(id);
    this.#flights.forget(id);
    this.#deps.storage.remove(id);
  }

  #withThrottle(one: Outgoing): Outgoing {
    const { until } = this.#throttle;
    if (one.state.kind !== 'pending' || until === undefined) return one;
    return { ...one, state: { kind: 'pending', until } };
  }

  #landed({ id, room }: Outgoing): void {
    this.#flights.land(room, id);
    this.#next(room);
    this.#deps.changed(room);
  }

  #next(room: string): void {
    if (this.#flights.has(room) || this.#throttle.until !== undefined) return;
    const one = ofRoom(this.#all.values(), room).find(({ state }) => state.kind === 'pending');
    if (!one) return;
    if (this.#deps.transmit(frameOf(one))) this.#flights.takeOff(one);
  }

  #nextEverywhere(): void {
    for (const room of new Set([...this.#all.values()].map((one) => one.room))) {
      this.#next(room);
      this.#deps.changed(room);
    }
  }
}
