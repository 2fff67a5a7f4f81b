/** Counts what was looked at, a line each. */
export class Report {
  #passed = 0;
  #failed = 0;
  readonly #different: string[] = [];
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  get failed(): number {
    return this.#failed;
  }

  /** Looks at one thing. What it answers is added to the line. False when it threw. */
  async check(title: string, look: () => Promise<string | undefined>): Promise<boolean> {
    const since = performance.now();
    const seconds = () => `${((performance.now() - since) / 1000).toFixed(1)} s`;
    try {
      const found = await look();
      this.#passed++;
      this.#say(`ok    ${title}${found === undefined ? '' : `: ${found}`} (${seconds()})`);
      return true;
    } catch (error) {
      this.#failed++;
      this.#say(`FAIL  ${title}: ${error instanceof Error ? error.message : error} (${seconds()})`);
      return false;
    }
  }

  /** Something that can't be looked at here. */
  differs(what: string): void {
    this.#different.push(what);
  }

  /** The last lines: what could not be looked at, and the counts. */
  end(): void {
    if (this.#different.length > 0) this.#say('Not shown, since MiniStack differs from AWS there:');
    for (const what of this.#different) this.#say(`  - ${what}`);
    this.#say(`${this.#passed} passed, ${this.#failed} failed`);
  }
}
