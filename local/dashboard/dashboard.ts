import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RecentEvents } from '../app/recent.ts';
import type { LiveConnection } from '../gateway/websocket/start-websocket-api.ts';
import { page, script } from './page.ts';

export type DashboardOptions = {
  readonly recent: RecentEvents;
  /** The names under which it may be asked; any other is a page of somebody else's that has our address. */
  readonly hosts: readonly string[];
  readonly connections: () => readonly LiveConnection[];
};

const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

/** Serves `/_local`: connections, invocations and logs as they come. Returns `true` for the requests it takes. */
export function dashboard(
  options: DashboardOptions,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const answers: Readonly<Record<string, (response: ServerResponse, request: IncomingMessage) => void>> = {
    '/_local': (response) => send(response, 'text/html; charset=utf-8', page),
    '/_local/page.js': (response) => send(response, 'text/javascript; charset=utf-8', script),
    '/_local/connections': (response) =>
      send(response, 'application/json', JSON.stringify(options.connections())),
    '/_local/events': (response, request) => stream(response, request, options.recent),
  };
  return (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const answer = answers[path.replace(/\/$/, '')];
    if (answer === undefined) return false;
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    if ([...options.hosts, '127.0.0.1'].includes(host)) answer(response, request);
    else response.writeHead(403, { 'content-type': 'text/plain' }).end('This page is for this machine\n');
    return true;
  };
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { ...headers, 'content-type': type }).end(body);
}

/** Server-sent events; who comes back is told what it missed. A reader that is too slow misses some. */
function stream(response: ServerResponse, request: IncomingMessage, recent: RecentEvents): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
  const write = (event: { readonly id: number }) => {
    if (!response.writableNeedDrain) response.write(`id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  for (const event of recent.after(Number(request.headers['last-event-id'] ?? 0))) write(event);
  const stop = recent.listen(write);
  response.on('close', stop);
}
