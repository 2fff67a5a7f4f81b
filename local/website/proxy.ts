import { Agent, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { Behavior, WebsiteConfig } from '../template/websites.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

export type ProxyCall = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** `host:port` of the API. */
  readonly address: string;
  /** Put before the path. */
  readonly prefix: string;
  readonly config: WebsiteConfig;
  readonly behavior: Behavior;
};

/** Headers that belong to one connection, or that the distribution sets itself. */
const dropped = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'host'];

/** Hands a request on to an API as CloudFront does: same path, own host, the viewer's address in `X-Forwarded-For`. */
export function proxy({ request, response, address, prefix, config, behavior }: ProxyCall): void {
  const headers = { ...request.headers };
  for (const name of dropped) delete headers[name];
  const viewer = request.socket.remoteAddress ?? '';
  headers['x-forwarded-for'] = [request.headers['x-forwarded-for'], viewer].filter(Boolean).join(', ');
  headers['via'] = `1.1 ${config.domainName} (CloudFront)`;
  const url = `http://${address}${prefix}${request.url ?? '/'}`;
  const upstream = send(url, { method: request.method ?? 'GET', headers, agent }, (answer) => {
    const { connection: _connection, 'keep-alive': _alive, ...rest } = answer.headers;
    response.writeHead(answer.statusCode ?? 502, { ...rest, ...behavior.headers });
    answer.pipe(response);
  });
  upstream.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { 'content-type': 'text/plain' }).end('The API does not answer\n');
  });
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}
