import { type Clock, systemClock } from './clock.ts';

/** A clock that starts at the machine's time and runs `factor` times as fast: with 600, ten minutes take a second. */
export function createFastClock(factor: number, base: Clock = systemClock): Clock {
  const start = base.now();
  return {
    now: () => start + (base.now() - start) * factor,
    after: (ms, task) => base.after(ms / factor, task),
  };
}
