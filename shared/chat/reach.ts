import type { Connection } from '../redis/connections.ts';

/** Which connections took some of what was posted to them, and which took nothing, over the batches of one invocation. */
export class Reach {
  readonly #took = new Set<string>();
  readonly #missed = new Map<string, Connection>();

  /** Notes a batch by those that it was posted to, and those of them that it did not reach. */
  note(all: readonly Connection[], missed: readonly Connection[]): void {
    for (const one of missed) this.#missed.set(one.connection, one);
    const failed = new Set(missed.map(({ connection }) => connection));
    for (const { connection } of all) if (!failed.has(connection)) this.#took.add(connection);
  }

  /** Those that took nothing. None when they are more than the others: then it is not the connections. */
  get unreached(): readonly Connection[] {
    const unreached = [...this.#missed.values()].filter(({ connection }) => !this.#took.has(connection));
    return unreached.length > this.#took.size ? [] : unreached;
  }
}
