import type { IncomingMessage } from 'node:http';

/** Reads a whole body; `undefined` when it is longer than `maxBytes`, and then the rest is read and dropped. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('end', () => {
      const [first] = chunks;
      const whole = chunks.length === 1 && first ? first : Buffer.concat(chunks);
      resolve(length <= maxBytes ? whole : undefined);
    });
    request.on('error', reject);
  });
}
