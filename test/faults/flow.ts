import type { Strike } from './strike.ts';

/** What a proxy does to all its connections just now. */
export class Flow {
  refuses = false;
  delayMs = 0;
  strikeClient: Strike | undefined;
  strikeServer: Strike | undefined;
  #open = Promise.withResolvers<void>();
  #hangs = false;

  constructor() {
    this.#open.resolve();
  }

  /** Resolves when nothing hangs. */
  get open(): Promise<void> {
    return this.#open.promise;
  }

  readonly controls = {
    refuse: (on: boolean): void => {
      this.refuses = on;
    },
    hang: (on: boolean): void => {
      if (on && !this.#hangs) this.#open = Promise.withResolvers();
      this.#hangs = on;
      if (!on) this.#open.resolve();
    },
    delay: (ms: number): void => {
      this.delayMs = ms;
    },
    onClientChunk: (strike: Strike | undefined): void => {
      this.strikeClient = strike;
    },
    onServerChunk: (strike: Strike | undefined): void => {
      this.strikeServer = strike;
    },
  } as const;
}
