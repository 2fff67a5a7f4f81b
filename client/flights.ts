import type { Clock } from './clock.ts';
import { answerDelay } from './retry-delay.ts';

type Deps = {
  readonly clock: Clock;
  readonly random: () => number;
  /** No answer came in time: the room may send again. */
  readonly lost: (room: string) => void;
};

type Flight = { readonly id: string; readonly cancel: () => void };

/** What was sent and is not answered yet, one for each room. */
export class Flights {
  readonly #deps: Deps;
  readonly #byRoom = new Map<string, Flight>();
  readonly #tries = new Map<string, number>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  has(room: string): boolean {
    return this.#byRoom.has(room);
  }

  /** Was sent: waits for the answer, longer with each try of the same id. */
  takeOff({ id, room }: { readonly id: string; readonly room: string }): void {
    const { clock, random, lost } = this.#deps;
    const tries = this.#tries.get(id) ?? 0;
    this.#tries.set(id, tries + 1);
    const cancel = clock.after(answerDelay(tries, random), () => {
      this.#byRoom.delete(room);
      lost(room);
    });
    this.#byRoom.set(room, { id, cancel });
  }

  /** Waits no longer for the room's; with an id, only if it is that one. */
  land(room: string, id?: string): void {
    const flight = this.#byRoom.get(room);
    if (!flight || (id !== undefined && flight.id !== id)) return;
    flight.cancel();
    this.#byRoom.delete(room);
  }

  landAll(): void {
    for (const room of [...this.#byRoom.keys()]) this.land(room);
  }

  /** It is not sent any more. */
  forget(id: string): void {
    this.#tries.delete(id);
  }
}
