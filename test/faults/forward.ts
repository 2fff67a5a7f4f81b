import { Agent, type IncomingHttpHeaders, type IncomingMessage, request as send } from 'node:http';

export type Forwarded = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

const agent = new Agent({ keepAlive: true });

/** Sends a request on to another origin as it came, with its Host header; a target that is away answers 502. */
export function forward(origin: string, request: IncomingMessage, body: Buffer): Promise<Forwarded> {
  return new Promise((resolve) => {
    const onward = send(
      new URL(request.url ?? '/', origin),
      { method: request.method ?? 'GET', headers: request.headers, agent, setHost: false },
      async (response) => {
        const { statusCode: status = 502, headers } = response;
        const { 'transfer-encoding': _chunked, ...kept } = headers;
        resolve({ status, headers: kept, body: await readAll(response) });
      },
    );
    onward.on('error', (error) => {
      // A kept connection that the target closed at this moment took nothing: once more, on another one.
      if (onward.reusedSocket) resolve(forward(origin, request, body));
      else resolve({ status: 502, headers: {}, body: Buffer.from(error.message) });
    });
    onward.end(body);
  });
}

export async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
