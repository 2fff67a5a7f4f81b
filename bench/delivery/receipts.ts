import { randomUUID } from 'node:crypto';
import * as v from 'valibot';

const Frame = v.variant('type', [
  v.object({ type: v.literal('events'), events: v.array(v.object({ id: v.string() })) }),
  v.object({ type: v.literal('ack'), id: v.string() }),
  v.object({ type: v.literal('error'), code: v.string() }),
  v.object({ type: v.literal('presence') }),
]);
type Frame = v.InferOutput<typeof Frame>;

/** Who has got which message of a run, and when. Times are of this process's clock alone. */
export class Receipts {
  readonly #connections: number;
  readonly #indexOf = new Map<string, number>();
  readonly #sentAt: Float64Array;
  readonly #ackedAt: Float64Array;
  /** By message and connection; 0 for what is not there yet. */
  readonly #receivedAt: Float64Array;
  #lastAt = 0;
  #acked = 0;
  #received = 0;
  #frames = 0;
  #repeats = 0;
  #failure: Error | undefined;
  /** Frames of a batch are equal, so the last one mostly needs no parsing. */
  #last: { readonly text: string; readonly frame: Frame } | undefined;

  constructor(connections: number, messages: number) {
    this.#connections = connections;
    this.#sentAt = new Float64Array(messages);
    this.#ackedAt = new Float64Array(messages);
    this.#receivedAt = new Float64Array(messages * connections);
  }

  /** Notes that a message is sent now. Returns the id that it gets. */
  sent(index: number): string {
    const id = randomUUID();
    this.#indexOf.set(id, index);
    this.#sentAt[index] = performance.now();
    return id;
  }

  /** Notes what a connection has got. */
  note(connection: number, text: string): void {
    const now = performance.now();
    this.#lastAt = now;
    const frame = this.#last?.text === text ? this.#last.frame : v.parse(Frame, JSON.parse(text));
    this.#last = { text, frame };
    switch (frame.type) {
      case 'events':
        this.#frames += 1;
        for (const { id } of frame.events) this.#receive(this.#indexOf.get(id), connection, now);
        break;
      case 'ack':
        this.#acked += 1;
        this.#ackedAt[this.#indexOf.get(frame.id) ?? 0] = now;
        break;
      case 'error':
        this.fail(new Error(`cannot send: ${frame.code}`));
        break;
      case 'presence':
        // That others have come is told once, and measured nowhere.
        break;
    }
  }

  fail(error: Error): void {
    this.#failure ??= error;
  }

  /** True when everybody has every message and its sender the ack. @throws what went wrong. */
  get isComplete(): boolean {
    if (this.#failure) throw this.#failure;
    return this.#acked === this.#sentAt.length && this.#received === this.#receivedAt.length;
  }

  /** Since the last frame, in milliseconds. */
  get quietMs(): number {
    return performance.now() - this.#lastAt;
  }

  get missing(): string {
    const acks = this.#sentAt.length - this.#acked;
    return `${this.#receivedAt.length - this.#received} receipts and ${acks} acks are missing`;
  }

  /** Frames that carried events. */
  get frames(): number {
    return this.#frames;
  }

  /** Messages that somebody got again. */
  get repeats(): number {
    return this.#repeats;
  }

  /** Milliseconds from sending a message to its ack, and to each of its receipts. */
  latencies(): { readonly acks: readonly number[]; readonly receipts: readonly number[] } {
    const since = (message: number, at: number) => at - (this.#sentAt[message] ?? 0);
    return {
      acks: Array.from(this.#ackedAt, (at, message) => since(message, at)),
      receipts: Array.from(this.#receivedAt, (at, pair) => since(Math.floor(pair / this.#connections), at)),
    };
  }

  #receive(message: number | undefined, connection: number, now: number): void {
    // A late repeat of the run before.
    if (message === undefined) return;
    const pair = message * this.#connections + connection;
    if (this.#receivedAt[pair] !== 0) {
      this.#repeats += 1;
      return;
    }
    this.#receivedAt[pair] = now;
    this.#received += 1;
  }
}
