import type { Cancel, Clock } from '../clock/clock.ts';
import type { Connection } from './connection.ts';

const idleMs = 10 * 60_000;
const longestMs = 2 * 60 * 60_000;

function deadline({ lastActiveAt, connectedAt }: Connection): number {
  return Math.min(lastActiveAt + idleMs, connectedAt + longestMs);
}

/**
 * Ends connections that were idle for ten minutes or open for two hours. One timer for all, set for the earliest deadline that
 * was known when it was set: activity only moves deadlines further off.
 */
export class Lifetimes {
  readonly #clock: Clock;
  readonly #connections: ReadonlyMap<string, Connection>;
  readonly #expire: (connection: Connection) => void;
  #cancel: Cancel | undefined;

  constructor(
    clock: Clock,
    connections: ReadonlyMap<string, Connection>,
    expire: (connection: Connection) => void,
  ) {
    this.#clock = clock;
    this.#connections = connections;
    this.#expire = expire;
  }

  /** Begins to watch, unless it does already. A new connection can't be due before any that is watched. */
  watch(): void {
    this.#cancel ??= this.#clock.after(idleMs, () => this.#sweep());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #sweep(): void {
    const now = this.#clock.now();
    let earliest = Number.POSITIVE_INFINITY;
    for (const connection of this.#connections.values()) {
      const due = deadline(connection);
      if (due <= now) this.#expire(connection);
      else earliest = Math.min(earliest, due);
    }
    const again = Number.isFinite(earliest);
    this.#cancel = again ? this.#clock.after(earliest - now, () => this.#sweep()) : undefined;
  }
}
