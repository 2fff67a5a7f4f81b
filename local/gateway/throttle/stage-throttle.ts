import type { Clock } from '../clock/clock.ts';
import type { Throttle } from '../config.ts';
import { type AccountThrottle, defaultAccountQuotas } from './account-throttle.ts';
import { TokenBucket } from './token-bucket.ts';

type Settings = {
  readonly throttle: Throttle;
  readonly routes: readonly { readonly routeKey: string; readonly throttle: Throttle }[];
};

function bucket({ ratePerSecond, burst }: Throttle, now: number): TokenBucket | undefined {
  if (ratePerSecond === undefined && burst === undefined) return undefined;
  const { requestsPerSecond, burst: accountBurst } = defaultAccountQuotas;
  const limits = { ratePerSecond: ratePerSecond ?? requestsPerSecond, burst: burst ?? accountBurst };
  return new TokenBucket(limits, now);
}

/**
 * The limits of one stage under those of the account. A route with limits of its own has its own bucket; all others share the
 * stage's. What is refused costs nothing.
 */
export class StageThrottle {
  readonly #clock: Clock;
  readonly #account: AccountThrottle;
  readonly #stage: TokenBucket | undefined;
  readonly #routes = new Map<string, TokenBucket>();

  constructor(settings: Settings, account: AccountThrottle, clock: Clock) {
    this.#clock = clock;
    this.#account = account;
    this.#stage = bucket(settings.throttle, clock.now());
    for (const { routeKey, throttle } of settings.routes) {
      const own = bucket(throttle, clock.now());
      if (own) this.#routes.set(routeKey, own);
    }
  }

  /** Takes a token for a request of a route; for what has no route, of the account alone. */
  admit(routeKey?: string): boolean {
    const now = this.#clock.now();
    const own = routeKey === undefined ? undefined : (this.#routes.get(routeKey) ?? this.#stage);
    if (own && !own.has(now)) return false;
    return this.#account.requests.take(now) && (own?.take(now) ?? true);
  }

  /** Takes a token for a new connection. */
  admitConnection(): boolean {
    return this.#account.connections.take(this.#clock.now());
  }
}
