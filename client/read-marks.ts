import type { Clock } from './clock.ts';
import type { ClientFrame } from './frames.ts';

type Deps = { readonly clock: Clock; readonly transmit: (frame: ClientFrame) => boolean };

type Mark = {
  wanted: number;
  told: number;
  /** Up to where the server is known to know. */
  known: number;
  cancelPause?: (() => void) | undefined;
};

/** The server is told of a room so often at most. */
const pause = 1_000;

/** Tells the server up to where rooms were read: the newest only, and again on a new connection until it has answered. */
export class ReadMarks {
  readonly #deps: Deps;
  readonly #rooms = new Map<string, Mark>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The room was read up to this seq. */
  mark(room: string, seq: number): void {
    const mark = this.#rooms.get(room) ?? { wanted: 0, told: 0, known: 0 };
    this.#rooms.set(room, mark);
    mark.wanted = Math.max(mark.wanted, seq);
    this.#tell(room, mark);
  }

  /** The server has answered up to where it knows that the room was read. */
  known(room: string, seq: number): void {
    const mark = this.#rooms.get(room);
    if (mark) mark.known = Math.max(mark.known, seq);
  }

  /** There is a new connection, or the next heartbeat: what was not answered is told again. */
  resume(): void {
    for (const [room, mark] of this.#rooms) {
      mark.told = mark.known;
      this.#tell(room, mark);
    }
  }

  forget(room: string): void {
    this.#rooms.get(room)?.cancelPause?.();
    this.#rooms.delete(room);
  }

  /** Stops all timers. */
  stop(): void {
    for (const room of [...this.#rooms.keys()]) this.forget(room);
  }

  #tell(room: string, mark: Mark): void {
    const { wanted: seq } = mark;
    if (mark.cancelPause || seq <= Math.max(mark.told, mark.known)) return;
    if (!this.#deps.transmit({ action: 'markRead', room, seq })) return;
    mark.told = seq;
    mark.cancelPause = this.#deps.clock.after(pause, () => {
      mark.cancelPause = undefined;
      this.#tell(room, mark);
    });
  }
}
