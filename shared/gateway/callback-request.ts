import { limits } from '../protocol/limits.ts';
import { exchange, keptConnections } from './exchange.ts';
import type { Sign } from './signer.ts';

export type CallbackRequest = {
  readonly connection: string;
  readonly body: string;
  /** Milliseconds until the answer must be there. */
  readonly timeoutMs: number;
};

/** Posts to a connection by the gateway's callback API, once. Returns its status. @throws Error when no answer came in time. */
export type SendRequest = (request: CallbackRequest) => Promise<number>;

/**
 * Requests to the callback API.
 *
 * @NOTE Not sent by the AWS SDK: its `send` costs 370–475 µs of CPU a post; signing and sending alone, 110 µs. Posts are what
 * a chat does most.
 *
 * @param callbackUrl the stage's URL for callbacks, from configuration, not from the first event.
 */
export function openCallbackRequests(callbackUrl: string, sign: Sign): SendRequest {
  const base = new URL(callbackUrl.endsWith('/') ? callbackUrl : `${callbackUrl}/`);
  const agent = keptConnections(base, limits.parallelPosts);
  return async ({ connection, body, timeoutMs }) => {
    const method = 'POST';
    const url = new URL(`@connections/${encodeURIComponent(connection)}`, base);
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const headers = await sign({ method, url, headers: length, body });
    return exchange({ method, url, headers, body, agent, timeoutMs });
  };
}
