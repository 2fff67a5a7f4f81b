import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A gateway's callback API that answers what it is told to. Lambda is there too, and takes every call. */
export type FakeCallbacks = {
  readonly url: string;
  /** The statuses of the next requests for a connection, the last one for all after it; 200 for one not named. */
  readonly answers: Map<string, number[]>;
  /** What was asked, and in which trace. */
  readonly requests: readonly { readonly path: string; readonly trace: string | undefined }[];
  readonly close: () => Promise<void>;
};

export async function startFakeCallbacks(): Promise<FakeCallbacks> {
  const answers = new Map<string, number[]>();
  const requests: { readonly path: string; readonly trace: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const taken = request.url?.endsWith('/invocations') ? 202 : 200;
    const connection = decodeURIComponent(request.url?.split('/@connections/')[1] ?? '');
    const [status = taken, ...later] = answers.get(connection) ?? [];
    if (later.length > 0) answers.set(connection, later);
    requests.push({ path: request.url ?? '', trace: request.headers['x-amzn-trace-id']?.toString() });
    request.resume();
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/test`, answers, requests, close };
}
