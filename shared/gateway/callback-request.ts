import * as http from 'node:http';
import * as https from 'node:https';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { limits } from '../protocol/limits.ts';

export type CallbackRequest = {
  readonly method: 'POST' | 'DELETE';
  readonly connection: string;
  readonly body?: string;
  /** Milliseconds until the answer must be there. */
  readonly timeoutMs: number;
};

/** Sends one request to the gateway's callback API, once. Returns its status. @throws Error when no answer came in time. */
export type SendRequest = (request: CallbackRequest) => Promise<number>;

type Outgoing = { readonly url: URL; readonly timeoutMs: number; readonly body: string | undefined };

/** Sends a request over a kept connection, and waits for the status. */
function exchange({ url, timeoutMs, body }: Outgoing, options: http.RequestOptions): Promise<number> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      // The body says nothing that the status does not; read to its end, it frees the connection for the next request.
      response.resume();
      response.on('end', () => {
        clearTimeout(timer);
        resolve(response.statusCode ?? 0);
      });
      response.on('error', reject);
    });
    const timer = setTimeout(() => sent.destroy(new Error('no answer in time')), timeoutMs);
    sent.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    sent.end(body);
  });
}

/**
 * Requests to the callback API, signed by the AWS SDK.
 *
 * @NOTE Not sent by it: `client.send` costs 370–475 µs of CPU a post; signing and sending alone, 110 µs. Posts are what
 * a chat does most.
 *
 * @param callbackUrl the stage's URL for callbacks, from configuration, not from the first event.
 */
export function openCallbackRequests(callbackUrl: string): SendRequest {
  const { config } = new ApiGatewayManagementApiClient({ endpoint: callbackUrl });
  const agentOptions = { keepAlive: true, maxSockets: limits.parallelPosts };
  const base = new URL(callbackUrl.endsWith('/') ? callbackUrl : `${callbackUrl}/`);
  const agent = base.protocol === 'https:' ? new https.Agent(agentOptions) : new http.Agent(agentOptions);
  // Kept, since it keeps the day's signing key; the credentials it asks for anew each time.
  let signer: ReturnType<typeof config.signer> | undefined;
  return async ({ method, connection, body, timeoutMs }) => {
    const url = new URL(`@connections/${encodeURIComponent(connection)}`, base);
    signer ??= config.signer();
    const signed = await (await signer).sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { host: url.host, 'content-length': String(Buffer.byteLength(body ?? '')) },
      body: body ?? '',
    });
    return exchange({ url, timeoutMs, body }, { method, agent, headers: signed.headers });
  };
}
