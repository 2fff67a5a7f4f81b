import type { Cancel, Clock } from './clock.ts';

/** A clock over another one that knows its timers, so that whoever closes leaves none behind. */
export class TrackedClock implements Clock {
  readonly #clock: Clock;
  readonly #timers = new Set<Cancel>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly now = (): number => this.#clock.now();

  readonly after = (ms: number, task: () => void): Cancel => {
    const stop = this.#clock.after(ms, () => {
      this.#timers.delete(cancel);
      task();
    });
    const cancel = (): void => {
      this.#timers.delete(cancel);
      stop();
    };
    this.#timers.add(cancel);
    return cancel;
  };

  cancelAll(): void {
    for (const cancel of this.#timers) cancel();
  }
}
