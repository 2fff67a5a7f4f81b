/** The most lines that a function gets on the terminal in a second; the rest is in its log file. */
const linesPerSecond = 200;

/** Lets each function's lines through up to a rate, and says how many it held back. */
export class LineLimit {
  #second = 0;
  readonly #counts = new Map<string, number>();
  readonly #say: (name: string, held: number) => void;

  constructor(say: (name: string, held: number) => void) {
    this.#say = say;
  }

  /** Whether a line of this function may be shown now. */
  admits(name: string, now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) this.#next(second);
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count <= linesPerSecond;
  }

  #next(second: number): void {
    for (const [name, count] of this.#counts)
      if (count > linesPerSecond) this.#say(name, count - linesPerSecond);
    this.#counts.clear();
    this.#second = second;
  }
}
