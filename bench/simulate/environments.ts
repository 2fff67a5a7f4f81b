/**
 * The environments of one function, counted in slots of time: a call takes one that is free, or starts one, which answers only
 * when it has started and stays afterwards.
 */
export class Environments {
  readonly #coldSlots: number;
  readonly #freed = new Map<number, number>();
  #free = 0;
  #started = 0;

  /** @param coldSlots how long an environment takes to start; a warm one is free again in the next slot. */
  constructor(coldSlots: number) {
    this.#coldSlots = coldSlots;
  }

  /** Those that were ever started: nobody calls long enough for one to be taken away. */
  get started(): number {
    return this.#started;
  }

  call(slot: number, calls: number): void {
    const warm = Math.min(this.#free, calls);
    const cold = calls - warm;
    this.#free -= warm;
    this.#started += cold;
    this.#release(slot + 1, warm);
    this.#release(slot + this.#coldSlots, cold);
  }

  /** Those whose call has ended are free. Once for each slot, before its calls. */
  next(slot: number): void {
    this.#free += this.#freed.get(slot) ?? 0;
    this.#freed.delete(slot);
  }

  #release(slot: number, count: number): void {
    if (count > 0) this.#freed.set(slot, (this.#freed.get(slot) ?? 0) + count);
  }
}
