import type { Clock } from './clock.ts';

/** The pause that the server asked for: it counts a user's messages over all rooms, so all rooms wait. */
export class Throttle {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #pause: { readonly until: number; readonly cancel: () => void } | undefined;

  /** `changed` is called when a pause begins and when it is over. */
  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** When the pause ends, by the clock; undefined when there is none. */
  get until(): number | undefined {
    return this.#pause?.until;
  }

  /** Pauses for `ms` milliseconds from now, whatever pause there was. */
  hold(ms: number): void {
    this.stop();
    const cancel = this.#clock.after(ms, () => {
      this.#pause = undefined;
      this.#changed();
    });
    this.#pause = { until: this.#clock.now() + ms, cancel };
    this.#changed();
  }

  stop(): void {
    this.#pause?.cancel();
    this.#pause = undefined;
  }
}
