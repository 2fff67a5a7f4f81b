// A bare `ws` server that echoes, and a bare HTTP server that takes every post: what the same work costs without a gateway.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { answerAsPeer } from './answer.ts';

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    response.writeHead(200, { 'Content-Length': 0 });
    response.end();
  });
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', (socket) => {
  // Clients end by a reset, which is no news.
  socket.on('error', () => undefined);
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const own = () => ({
    connectionIds: [...sockets.clients].map((_socket, index) => String(index)),
    invocationMs: [],
  });
  const ready = { urls: { bare: `ws://127.0.0.1:${port}/` }, postUrl: `http://127.0.0.1:${port}/v1` };
  answerAsPeer(ready, own, async () => undefined);
});
