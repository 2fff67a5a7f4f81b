import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { FakeServer } from './fake-server.ts';

/** The fake server behind real sockets on loopback: tickets over HTTP, each good for one connection. */
export async function listen(server: FakeServer) {
  const tickets = new Set<string>();
  const http = createServer((_, response) => {
    const ticket = randomUUID();
    tickets.add(ticket);
    const { port } = http.address() as AddressInfo;
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ticket, url: `ws://127.0.0.1:${port}`, expiresAt: '' }));
  });
  const sockets = new WebSocketServer({
    server: http,
    verifyClient: ({ req }: { req: IncomingMessage }) =>
      tickets.delete(new URLSearchParams(req.url?.slice(2)).get('ticket') ?? ''),
  });
  sockets.on('connection', (socket) => {
    const send = (frame: unknown) => socket.send(JSON.stringify(frame));
    socket.on('close', server.connect(send));
    socket.on('message', (data) => send(server.take(JSON.parse(String(data)))));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}`,
    /** Connections that are open now. */
    open: () => sockets.clients.size,
    /** Cuts every connection without a close frame, as a lost network does. */
    cut: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
    close: () => {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      return new Promise((resolve) => http.close(resolve));
    },
  };
}
