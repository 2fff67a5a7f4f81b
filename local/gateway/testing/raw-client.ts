import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { closeFrame } from './frame.ts';
import { until } from './until.ts';

/** A client that writes bytes as a test wants them. */
export class RawClient {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  ended = false;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.setNoDelay();
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
    this.socket.on('close', () => {
      this.ended = true;
    });
    // A reset by the other side is told by the close that follows.
    this.socket.on('error', () => undefined);
  }

  write(...parts: readonly (Buffer | string)[]): void {
    for (const part of parts) this.socket.write(part);
  }

  /** All that came after the head of the answer. */
  get body(): Buffer {
    const end = this.#received.indexOf('\r\n\r\n');
    return end < 0 ? Buffer.alloc(0) : this.#received.subarray(end + 4);
  }

  /** Waits for the head of the answer. */
  async answered(): Promise<{ readonly status: number; readonly head: string }> {
    await until('an answer', () => this.#received.includes('\r\n\r\n') || this.ended);
    const [head = ''] = this.#received.toString('latin1').split('\r\n\r\n');
    return { status: Number(head.split(' ')[1] ?? 0), head };
  }

  /** Waits for the close frame of the gateway. */
  async closing(): Promise<{ readonly code: number; readonly reason: string }> {
    await until('a close frame', () => closeFrame(this.body) !== undefined || this.ended);
    return closeFrame(this.body) ?? { code: 0, reason: 'no close frame' };
  }
}

/** The head of a good handshake, with more headers or others. */
export function handshakeHead(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): string {
  const all = {
    Host: 'localhost',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

/** Opens a connection byte by byte. */
export async function openRaw(port: number, path = '/prod'): Promise<RawClient> {
  const client = new RawClient(port);
  await once(client.socket, 'connect');
  client.write(handshakeHead(path));
  await client.answered();
  return client;
}
