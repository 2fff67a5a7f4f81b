/** A token bucket: `burst` tokens at most, `ratePerSecond` new ones a second. Full at first. */
export class TokenBucket {
  readonly #ratePerMs: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;

  constructor(limits: { readonly ratePerSecond: number; readonly burst: number }, now: number) {
    this.#ratePerMs = limits.ratePerSecond / 1000;
    this.#burst = limits.burst;
    this.#tokens = limits.burst;
    this.#filledAt = now;
  }

  /** Whether a token is there; takes none. */
  has(now: number): boolean {
    const elapsed = Math.max(0, now - this.#filledAt);
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsed * this.#ratePerMs);
    this.#filledAt = Math.max(now, this.#filledAt);
    return this.#tokens >= 1;
  }

  /** Takes a token if one is there. */
  take(now: number): boolean {
    if (!this.has(now)) return false;
    this.#tokens -= 1;
    return true;
  }
}
