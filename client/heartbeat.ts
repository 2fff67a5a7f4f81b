import type { Clock } from './clock.ts';

export const visiblePeriod = 30_000;
/** The gateway cuts a connection after 10 idle minutes. */
export const hiddenPeriod = 4 * 60_000;
/** A healthy answer takes well under a second; a cold start of the function, a few. */
const patience = 10_000;

type Deps = {
  readonly clock: Clock;
  readonly ping: () => void;
  /** Nothing was heard for 10 s after a ping: the socket is dead, whatever it says. */
  readonly dead: () => void;
};

/** Pings every 30 s while visible, every 4 min while hidden, and finds sockets that died silently. */
export class Heartbeat {
  readonly #deps: Deps;
  #visible = true;
  #running = false;
  #cancelNext = () => {};
  #cancelDeath: (() => void) | undefined;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Pings now, and from now on. */
  start(): void {
    this.stop();
    this.#running = true;
    this.#beat();
  }

  stop(): void {
    this.#running = false;
    this.#cancelNext();
    this.heard();
  }

  /** Something came in: the socket lives. */
  heard(): void {
    this.#cancelDeath?.();
    this.#cancelDeath = undefined;
  }

  /** Becoming visible pings at once: a device that slept may have missed much. */
  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    if (this.#running && visible) this.#beat();
    else if (this.#running) this.#schedule();
  }

  #beat(): void {
    this.#schedule();
    if (this.#cancelDeath) return;
    this.#cancelDeath = this.#deps.clock.after(patience, () => {
      this.stop();
      this.#deps.dead();
    });
    this.#deps.ping();
  }

  #schedule(): void {
    this.#cancelNext();
    this.#cancelNext = this.#deps.clock.after(this.#visible ? visiblePeriod : hiddenPeriod, () =>
      this.#beat(),
    );
  }
}
