import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type ClientOptions, WebSocket } from 'ws';
import { until } from './until.ts';

/** A client that keeps what it gets. */
export class SocketClient {
  readonly socket: WebSocket;
  readonly frames: string[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  #read = 0;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => this.frames.push(data.toString()));
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    // What went wrong is told by the close that follows.
    socket.on('error', () => undefined);
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next frame that wasn't taken yet. */
  async next(): Promise<string> {
    await until('a frame', () => this.frames.length > this.#read);
    this.#read += 1;
    return this.frames[this.#read - 1] ?? '';
  }

  async closing(): Promise<{ readonly code: number; readonly reason: string }> {
    await until('the close', () => this.closed !== undefined);
    return this.closed ?? { code: 0, reason: '' };
  }
}

/** Opens a connection; rejects when the handshake is refused. */
export async function connect(
  url: string,
  options: ClientOptions & { subprotocols?: string[] } = {},
): Promise<SocketClient> {
  const { subprotocols = [], ...rest } = options;
  const socket = new WebSocket(url, subprotocols, rest);
  const client = new SocketClient(socket);
  await once(socket, 'open');
  return client;
}

/** Tries to open a connection that is refused. */
export async function refusal(
  url: string,
  options: ClientOptions = {},
): Promise<{ status: number; body: string }> {
  const socket = new WebSocket(url, options);
  socket.on('error', () => undefined);
  socket.on('open', () => socket.terminate());
  const [, response]: [unknown, IncomingMessage] = (await once(socket, 'unexpected-response')) as never;
  let body = '';
  for await (const chunk of response) body += chunk;
  socket.terminate();
  return { status: response.statusCode ?? 0, body };
}
