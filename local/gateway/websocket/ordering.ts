import type { Cancel, Clock } from '../clock/clock.ts';
import type { Connection } from './connection.ts';
import type { MessageOrder } from './message-order.ts';

/** Numbers in [0, 1), the same ones for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Decides when a message is handled and when a post reaches its client. */
export class Ordering {
  readonly #order: MessageOrder;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #delayed = new Set<Cancel>();

  constructor(order: MessageOrder, clock: Clock) {
    this.#order = order;
    this.#clock = clock;
    this.#random = seededRandom(order.mode === 'shuffle' ? order.seed : 0);
  }

  /** Handles a message of a connection in its turn. `handle` must not reject. */
  inbound(connection: Connection, handle: () => Promise<void>): void {
    switch (this.#order.mode) {
      case 'concurrent':
        void handle();
        return;
      case 'serial':
        connection.tail = (connection.tail ?? Promise.resolve()).then(handle);
        return;
      case 'shuffle':
        this.#later(this.#order.maxDelayMs, () => void handle());
        return;
    }
  }

  /** Sends to a client: at once, or later when order is shuffled. */
  outbound(send: () => void): void {
    if (this.#order.mode === 'shuffle') this.#later(this.#order.maxDelayMs, send);
    else send();
  }

  /** Drops what still waits. */
  stop(): void {
    for (const cancel of this.#delayed) cancel();
    this.#delayed.clear();
  }

  #later(maxDelayMs: number, task: () => void): void {
    const cancel = this.#clock.after(this.#random() * maxDelayMs, () => {
      this.#delayed.delete(cancel);
      task();
    });
    this.#delayed.add(cancel);
  }
}
