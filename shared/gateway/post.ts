import { type CallbackRequest, openCallbackRequests, type SendRequest } from './callback-request.ts';
import type { Sign } from './signer.ts';

/** Posting to connections: the gateway has no broadcast, one post reaches one connection. */
export type Gateway = {
  /**
   * Posts a text frame. 429, 5xx and lost answers are tried again with full jitter until `withinMs` is over; so a frame may
   * arrive twice.
   *
   * @returns `gone` when the gateway knows of no such connection (any more).
   * @throws Error when the gateway did not take it in time, or will never take it.
   */
  post(connection: string, frame: string, withinMs?: number): Promise<'posted' | 'gone'>;
};

/** What retrying needs of the outside. */
export type GatewayDeps = {
  readonly send: SendRequest;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: () => number;
  /** Told of each further try, and of the status that made it worth while; none when no answer came. */
  readonly onRetry?: OnRetry;
};
export type OnRetry = (status: number | undefined) => void;

const usualMs = 3_000;
/** One try may take so long; a healthy one takes a few milliseconds. */
const tryMs = 2_000;
const firstDelayMs = 50;
const longestDelayMs = 1_000;
const callbackGone = 410;

const isWorthRetrying = (status: number) => status === 429 || status >= 500;

/** What a try came to: a status, or an error when no answer came. */
type Outcome = { readonly status: number } | { readonly error: unknown };

async function attempt(send: SendRequest, request: CallbackRequest): Promise<Outcome> {
  try {
    return { status: await send(request) };
  } catch (error) {
    return { error };
  }
}

function failure(outcome: Outcome): Error {
  if ('error' in outcome) {
    return new Error('cannot reach a connection: the gateway did not answer', { cause: outcome.error });
  }
  return new Error(`cannot reach a connection: the gateway answered ${outcome.status}`);
}

/** The status of a request that was tried until it was taken, refused for good, or out of time. */
async function persist(
  { send, now, sleep, random, onRetry }: GatewayDeps,
  request: Omit<CallbackRequest, 'timeoutMs'>,
  withinMs: number,
): Promise<number> {
  const end = now() + withinMs;
  for (let tries = 0; ; tries += 1) {
    const timeoutMs = Math.max(1, Math.min(tryMs, end - now()));
    const outcome = await attempt(send, { ...request, timeoutMs });
    if ('status' in outcome && !isWorthRetrying(outcome.status)) return outcome.status;
    const delay = random() * Math.min(longestDelayMs, firstDelayMs * 2 ** tries);
    if (now() + delay >= end) throw failure(outcome);
    onRetry?.('status' in outcome ? outcome.status : undefined);
    await sleep(delay);
  }
}

/** The gateway over requests that are sent once each. */
export function gatewayOver(deps: GatewayDeps): Gateway {
  return {
    post: async (connection, frame, withinMs = usualMs) => {
      const status = await persist(deps, { connection, body: frame }, withinMs);
      if (status === callbackGone) return 'gone';
      if (status < 300) return 'posted';
      throw failure({ status });
    },
  };
}

/** @param callbackUrl the stage's URL for callbacks. */
export function openGateway(
  callbackUrl: string,
  { sign, onRetry }: { readonly sign: Sign; readonly onRetry: OnRetry },
): Gateway {
  return gatewayOver({
    onRetry,
    send: openCallbackRequests(callbackUrl, sign),
    now: () => performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
  });
}
