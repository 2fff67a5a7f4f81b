import type { Clock } from '../client/clock.ts';
import { HttpError } from '../client/http-error.ts';
import { reconnectDelay } from '../client/retry-delay.ts';

type Deps = {
  readonly clock: Clock;
  readonly random: () => number;
  /** Loads a room and takes it; rejects when that may succeed later. */
  readonly load: (room: string) => Promise<void>;
};

type Refresh = {
  /** Asked for again while it was being loaded: the answer may be older than the reason. */
  isStale: boolean;
  /** Ends the wait before the next try; undefined while it is being loaded, or has its turn to come. */
  readonly cancel?: () => void;
  readonly tries: number;
};

/** After a long absence every room may be lacking: others have calls to make too. */
const atOnce = 4;

/** Loads single rooms anew, each until that succeeds: one try of a room at a time, pauses between them, and a few rooms at once. */
export class Refreshes {
  readonly #deps: Deps;
  readonly #rooms = new Map<string, Refresh>();
  readonly #queue: (() => void)[] = [];
  #free = atOnce;
  #isOver = false;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Something of the room is not known here: loads it, once more when it is being loaded already. */
  renew(room: string): void {
    const refresh = this.#rooms.get(room);
    if (refresh) refresh.isStale = true;
    else void this.#load(room, 0);
  }

  /** The room is lacking: loads it, unless that is under way or waits for its next try. */
  need(room: string): void {
    if (!this.#rooms.has(room)) void this.#load(room, 0);
  }

  /** The connection is back: what waits is tried now. */
  resume(): void {
    for (const [room, { cancel, tries }] of [...this.#rooms]) {
      if (!cancel) continue;
      cancel();
      void this.#load(room, tries);
    }
  }

  /** Tries nothing any more. */
  stop(): void {
    this.#isOver = true;
    for (const { cancel } of this.#rooms.values()) cancel?.();
  }

  async #load(room: string, tries: number): Promise<void> {
    const refresh: Refresh = { isStale: false, tries };
    this.#rooms.set(room, refresh);
    try {
      await this.#inTurn(room);
    } catch (error) {
      if (!this.#isOver) this.#loadLater(room, tries, error);
      return;
    }
    this.#rooms.delete(room);
    if (refresh.isStale && !this.#isOver) this.renew(room);
  }

  async #inTurn(room: string): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    try {
      if (!this.#isOver) await this.#deps.load(room);
    } finally {
      const next = this.#queue.shift();
      if (next) next();
      else this.#free += 1;
    }
  }

  #loadLater(room: string, tries: number, error: unknown): void {
    const { clock, random } = this.#deps;
    const cancel = clock.after(pauseAfter(error, tries, random), () => void this.#load(room, tries + 1));
    this.#rooms.set(room, { isStale: false, tries, cancel });
  }
}

/** Milliseconds before a call that failed is tried again: as long as the server says at least. */
export function pauseAfter(error: unknown, tries: number, random: () => number): number {
  const atLeast = error instanceof HttpError ? (error.retryAfterMs ?? 0) : 0;
  return Math.max(atLeast, reconnectDelay(tries, random));
}
