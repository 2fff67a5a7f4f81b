/** Randomness that a seed repeats. */
export type Dice = {
  /** Evenly spread in [0, 1). */
  readonly next: () => number;
  /** A whole number below `limit`. */
  readonly below: (limit: number) => number;
};

/** Mulberry32: short, and even enough to decide over frames. */
export function diceOf(seed: number): Dice {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { next, below: (limit) => Math.floor(next() * limit) };
}
