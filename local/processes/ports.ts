import { freePort, isFree } from './free-port.ts';

/** What listens, in the order of its port after the first. */
export type Role = 'page' | 'http' | 'websocket' | 'lambda' | 'postgres' | 'redis';
const roles: readonly string[] = [
  'page',
  'http',
  'websocket',
  'lambda',
  'postgres',
  'redis',
] satisfies Role[];

/** The ports of one start: a row of fixed ones from a base, or any free ones for the base 0. */
export class Ports {
  readonly #base: number;
  readonly #host: string;
  readonly #given = new Map<string, number>();
  #next = roles.length;

  constructor(base: number, host: string) {
    this.#base = base;
    this.#host = host;
  }

  /**
   * The port of a role, the same at every call. A name that is no role gets the next one after those.
   *
   * @throws when somebody listens on it.
   */
  async take(name: string): Promise<number> {
    const known = this.#given.get(name);
    if (known !== undefined) return known;
    const port = this.#base === 0 ? await freePort() : await this.#fixed(name);
    this.#given.set(name, port);
    return port;
  }

  async #fixed(name: string): Promise<number> {
    const position = roles.indexOf(name);
    const offset = position === -1 ? this.#next++ : position;
    const port = this.#base + offset;
    if (await isFree(port, this.#host)) return port;
    throw new Error(
      `cannot start: port ${port} is in use; stop what listens there, or try \`npm start -- --port ${this.#base + 100}\``,
    );
  }
}
