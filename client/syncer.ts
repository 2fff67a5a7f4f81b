import { limits } from '../shared/protocol/limits.ts';
import type { ErrorFrame } from '../shared/protocol/server-frames.ts';
import type { Clock } from './clock.ts';
import type { ClientFrame } from './frames.ts';
import { answerDelay } from './retry-delay.ts';

/** What a room was last seen at. */
export type Cursor = { readonly epoch?: string; readonly seq: number };

type Deps = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly transmit: (frame: ClientFrame) => boolean;
  /** Where a room stands now; undefined when it is no longer followed. */
  readonly cursor: (room: string) => Cursor | undefined;
};

/** What is missing may be on its way: it is given so long to come by itself. */
export const grace = 300;

/** Asks for what was missed, one question at a time, and again when no answer comes. */
export class Syncer {
  readonly #deps: Deps;
  readonly #wanted = new Set<string>();
  #tries = 0;
  #waiting: (() => void) | undefined;
  #asking: { readonly rooms: readonly string[]; readonly cancel: () => void } | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Wants a room synced after `delay` milliseconds; sooner when another question goes out. */
  want(room: string, delay: number = grace): void {
    this.#wanted.add(room);
    this.#plan(delay);
  }

  /** What the room lacked has come by itself. */
  unwant(room: string): void {
    this.#wanted.delete(room);
  }

  /** Asks at once, whatever was asked before: there is a new connection. */
  restart(rooms: Iterable<string>): void {
    this.stop();
    for (const room of rooms) this.#wanted.add(room);
    this.#ask();
  }

  /** An answer came. Who is still behind has to be wanted again. */
  answered(): void {
    this.#asking?.cancel();
    this.#asking = undefined;
    this.#tries = 0;
    if (this.#wanted.size > 0) this.#plan(0);
  }

  /** An error came that may have been the answer: asks again when it makes sense, and never for rooms not to be had. */
  refused({ retryable, retryAfterMs }: Pick<ErrorFrame, 'retryable' | 'retryAfterMs'>): void {
    const { rooms, cancel } = this.#asking ?? {};
    if (!rooms) return;
    cancel?.();
    this.#again(retryable ? rooms : [], retryAfterMs ?? answerDelay(this.#tries, this.#deps.random));
  }

  /** Stops asking; what is wanted is forgotten. */
  stop(): void {
    this.#waiting?.();
    this.#waiting = undefined;
    this.#asking?.cancel();
    this.#asking = undefined;
    this.#wanted.clear();
  }

  #plan(delay: number): void {
    if (this.#waiting || this.#asking) return;
    this.#waiting = this.#deps.clock.after(delay, () => {
      this.#waiting = undefined;
      this.#ask();
    });
  }

  #again(rooms: readonly string[], delay: number): void {
    this.#asking = undefined;
    this.#tries += 1;
    for (const room of rooms) this.#wanted.add(room);
    this.#plan(delay);
  }

  #ask(): void {
    const cursors: Record<string, Cursor> = {};
    for (const room of [...this.#wanted].slice(0, limits.syncRooms)) {
      this.#wanted.delete(room);
      const cursor = this.#deps.cursor(room);
      if (cursor) cursors[room] = cursor;
    }
    const rooms = Object.keys(cursors);
    if (rooms.length === 0 || !this.#deps.transmit({ action: 'sync', cursors })) return;
    const { clock, random } = this.#deps;
    const cancel = clock.after(answerDelay(this.#tries, random), () => this.#again(rooms, 0));
    this.#asking = { rooms, cancel };
  }
}
