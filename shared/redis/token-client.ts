import type { ConnectionOptions } from 'node:tls';
import { patience, type RedisClient } from './client.ts';
import { WatchfulRedis } from './watchful-redis.ts';

export type TokenRedisOptions = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** A password that is good for a quarter of an hour. Must not fail. */
  readonly token: () => Promise<string>;
  /** Besides what Node verifies by itself: the chain up to a CA it trusts, and the host's name. */
  readonly tls?: ConnectionOptions;
  /** Runs something later, and doesn't keep the process for it. Returns what calls that off. */
  readonly later?: (ms: number, run: () => void) => () => void;
};

/**
 * ElastiCache ends a connection twelve hours after it last logged in. Five leave two tries before that. Time stands still for
 * an environment that nothing is asked of; then the end may come first, and the next command meets a new connection.
 */
const renewMs = 5 * 60 * 60 * 1_000;

function afterwards(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
}

/** ioredis takes a password once, as text. This makes a new one for each connection after the first. */
class TokenRedis extends WatchfulRedis {
  readonly #token: () => Promise<string>;
  readonly #later: (ms: number, run: () => void) => () => void;
  #callOff = (): void => undefined;

  constructor(
    password: string,
    { host, port, user, token, tls = {}, later = afterwards }: TokenRedisOptions,
  ) {
    // Lazy, since it would connect before the fields below are set.
    super({ ...patience, host, port, username: user, password, tls, lazyConnect: true });
    this.#token = token;
    this.#later = later;
    this.on('ready', () => this.#renewLater());
    this.on('close', () => this.#callOff());
    // Each command reports its own failure; without a listener ioredis would print to the console.
    this.on('error', () => {});
    // A failure is an `error` event as well, and it goes on trying.
    super.connect().catch(() => {});
  }

  /** Connects again. */
  override async connect(callback?: (error?: Error | null) => void): Promise<void> {
    this.options.password = await this.#token();
    return super.connect(callback);
  }

  #renewLater(): void {
    this.#callOff();
    this.#callOff = this.#later(renewMs, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    try {
      await this.auth(this.options.username ?? '', await this.#token());
    } catch {
      // The connection stands until its twelve hours are over, and the next turn comes before.
    }
    if (this.status === 'ready') this.#renewLater();
  }
}

/** Opens a connection over TLS in the background that logs in with tokens, a new one for each connection and each renewal. */
export async function openTokenRedis(options: TokenRedisOptions): Promise<RedisClient> {
  return new TokenRedis(await options.token(), options);
}
