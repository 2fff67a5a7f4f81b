import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocket, WebSocketServer } from 'ws';

type Reply = { readonly status: number; readonly body: string };

export type Faults = {
  /** Answers a call itself, instead of the product. */
  readonly answer?: (path: string) => Reply | undefined;
  /** Pushed frames that never arrive. */
  readonly loses?: (frame: { readonly type: string }) => boolean;
};

type Endpoints = { readonly http: string; readonly websocket: string };

/** The product seen through a relay that breaks some of it; the URLs of tickets are the relay's own. */
export async function startRelay(to: Endpoints, { answer, loses }: Faults) {
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const { status, body } = answer?.(path) ?? (await pass(`${to.http}${path}`, request));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 204 ? undefined : body.replaceAll(to.websocket, urls().websocket));
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const { authorization } = request.headers;
    const upstream = new WebSocket(`${to.websocket}${request.url?.replace(/^\/[^?]*/, '')}`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    upstream.on('unexpected-response', (_, { statusCode }) => {
      socket.end(`HTTP/1.1 ${statusCode} Refused\r\nconnection: close\r\n\r\n`);
    });
    upstream.on('error', () => socket.destroy());
    upstream.on('open', () =>
      sockets.handleUpgrade(request, socket, head, (client) => {
        client.on('message', (data) => upstream.send(String(data)));
        client.on('close', () => upstream.terminate());
        upstream.on('message', (data) => {
          if (!loses?.(JSON.parse(String(data)))) client.send(String(data));
        });
        upstream.on('close', () => client.close());
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const urls = (): Endpoints => {
    const { port } = server.address() as AddressInfo;
    return { http: `http://127.0.0.1:${port}`, websocket: `ws://127.0.0.1:${port}/relay` };
  };
  const stop = async () => {
    for (const client of sockets.clients) client.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { ...urls(), stop };
}

async function pass(url: string, request: IncomingMessage): Promise<Reply> {
  const { method = 'GET', headers } = request;
  const body = method === 'GET' ? '' : await text(request);
  const { authorization } = headers;
  const response = await fetch(url, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    ...(body === '' ? {} : { body }),
  });
  return { status: response.status, body: await response.text() };
}
