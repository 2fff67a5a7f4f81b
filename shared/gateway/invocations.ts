import { exchange, keptConnections } from './exchange.ts';
import type { Sign } from './signer.ts';

/**
 * Invokes a function asynchronously: Lambda queues the payload and answers. Tried twice at most, so it may run twice.
 *
 * @throws Error when Lambda did not take it.
 */
export type InvokeLater = (functionName: string, payload: string) => Promise<void>;

const timeoutMs = 2_000;
const sockets = 10;
const accepted = 202;

/** A status, or why there was none. */
type Outcome = number | { readonly error: unknown };

const isWorthRetrying = (outcome: Outcome) =>
  typeof outcome !== 'number' || outcome === 429 || outcome >= 500;

function failure(outcome: Outcome): Error {
  if (typeof outcome === 'number') return new Error(`cannot invoke a function: Lambda answered ${outcome}`);
  return new Error('cannot invoke a function: Lambda did not answer', { cause: outcome.error });
}

/**
 * Lambda's Invoke API, for asynchronous invocations alone.
 *
 * @NOTE Not the AWS SDK's client: bundled and never used it takes 400 KB and 30 ms of every cold start.
 *
 * @param endpoint of Lambda in this region.
 */
export function openInvocations(endpoint: string, sign: Sign): InvokeLater {
  const base = new URL(endpoint);
  const agent = keptConnections(base, sockets);
  const attempt = async (url: URL, body: string): Promise<Outcome> => {
    // The called function goes on with the trace of this invocation, if there is one.
    const trace = process.env['_X_AMZN_TRACE_ID'];
    const asked = {
      'x-amz-invocation-type': 'Event',
      'content-length': String(Buffer.byteLength(body)),
      ...(trace ? { 'x-amzn-trace-id': trace } : {}),
    };
    try {
      const headers = await sign({ method: 'POST', url, headers: asked, body });
      return await exchange({ method: 'POST', url, headers, body, agent, timeoutMs });
    } catch (error) {
      return { error };
    }
  };
  return async (functionName, payload) => {
    const url = new URL(`/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`, base);
    const first = await attempt(url, payload);
    const outcome = isWorthRetrying(first) ? await attempt(url, payload) : first;
    if (outcome !== accepted) throw failure(outcome);
  };
}
