import type { Cancel, Clock } from './clock.ts';

type Timer = { readonly at: number; readonly order: number; readonly task: () => void };

/** A clock that stands until it is told to go on. */
export class ManualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;
  #order = 0;

  constructor(now: number) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  readonly after = (ms: number, task: () => void): Cancel => {
    const timer = { at: this.#now + ms, order: this.#order, task };
    this.#order += 1;
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** How many timers are set. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets time pass: every timer that is due runs at its time, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = next.at;
      next.task();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= end);
    return due.sort((a, b) => a.at - b.at || a.order - b.order)[0];
  }
}
