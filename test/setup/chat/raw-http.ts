import { connect } from 'node:net';
import { product } from './product.ts';

export type RawAnswer = { readonly status: number; readonly head: string; readonly body: string };

/**
 * Sends bytes as they are to the HTTP API or the page, and reads until the server closes: for requests that no client makes.
 * Name `connection: close` in them.
 */
export function rawHttp(
  request: string | Uint8Array,
  to: 'http' | 'page' | 'websocket' = 'http',
): Promise<RawAnswer> {
  const { hostname, port } = new URL(product().endpoints[to]);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.on('data', (chunk) => chunks.push(chunk));
    let failed: Error | undefined;
    socket.on('error', (error) => {
      failed = error;
    });
    socket.on('close', () => {
      // A server may answer and close before it has read everything, which the rest of the request meets as a reset.
      if (failed && chunks.length === 0) reject(failed);
      const [head = '', ...rest] = Buffer.concat(chunks).toString().split('\r\n\r\n');
      resolve({ status: Number(head.split(' ')[1]), head, body: rest.join('\r\n\r\n') });
    });
  });
}
