import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** Opens a TCP connection to where a URL points. */
function dial(url: URL): Socket {
  const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
  socket.setMaxListeners(0);
  return socket;
}

/** Sends bytes and waits for the head of the answer. @throws when its status is another one. */
export function exchange(socket: Socket, bytes: string | Buffer, status: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const settle = (error?: Error): void => {
      socket.off('data', read).off('error', settle).off('close', closed);
      if (error) reject(error);
      else resolve();
    };
    const closed = (): void => settle(new Error(`cannot get an answer: the socket closed after "${text}"`));
    const read = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (!text.includes('\r\n\r\n')) return;
      const isExpected = text.startsWith(`HTTP/1.1 ${status} `);
      settle(
        isExpected ? undefined : new Error(`cannot go on: wanted ${status}, not ${text.split('\r\n')[0]}`),
      );
    };
    socket.on('data', read).on('error', settle).on('close', closed);
    socket.write(bytes);
  });
}

/** A WebSocket of which nothing but the handshake is spoken: the cheapest client there is. What it gets is dropped. */
export async function openRawSocket(url: URL): Promise<Socket> {
  const socket = dial(url);
  const key = randomBytes(16).toString('base64');
  const lines = [
    `GET ${url.pathname} HTTP/1.1`,
    `Host: ${url.host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    'x-user: ann',
  ];
  await exchange(socket, `${lines.join('\r\n')}\r\n\r\n`, 101);
  socket.on('error', () => undefined);
  socket.resume();
  return socket;
}

/** Opens connections for requests that are written by hand. */
export const openRequestSockets = (url: URL, count: number): Socket[] =>
  Array.from({ length: count }, () => dial(url));

/** Ends sockets at once, without leaving their ports waiting. */
export function resetAll(sockets: readonly Socket[]): void {
  for (const socket of sockets) socket.resetAndDestroy();
}
