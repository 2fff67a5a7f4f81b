import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the runtime in an environment says. */
export type RuntimeCalls = {
  /** It is ready for an invocation. */
  readonly onNext: () => void;
  readonly onResponse: (requestId: string, payload: Buffer) => void;
  readonly onError: (requestId: string, payload: string) => void;
  readonly onInitError: (payload: string) => void;
};

const base = '/2018-06-01/runtime';
/** A response that is longer is cut here, and refused as too long by whoever counts. */
const most = 6_291_556;

/** The Lambda Runtime API of one execution environment. */
export class RuntimeServer {
  readonly #server: Server;
  readonly #calls: RuntimeCalls;
  #next: ServerResponse | undefined;
  /** Requests whose bodies are still being read. */
  #reading = 0;

  constructor(calls: RuntimeCalls) {
    this.#calls = calls;
    this.#server = createServer((request, response) => this.#handle(request, response));
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
  }

  /** Listens on a free loopback port, and returns `host:port`. */
  listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => {
        const { port } = this.#server.address() as AddressInfo;
        resolve(`127.0.0.1:${port}`);
      });
    });
  }

  /** Hands the waiting runtime an invocation. */
  give(headers: Readonly<Record<string, string>>, payload: Buffer): void {
    const response = this.#next;
    this.#next = undefined;
    response?.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': payload.length,
      ...headers,
    });
    response?.end(payload);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    if (request.url === `${base}/invocation/next`) {
      request.resume();
      this.#next = response;
      if (this.#reading === 0) this.#calls.onNext();
      return;
    }
    this.#reading += 1;
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      if (length <= most) chunks.push(chunk);
      length += chunk.length;
    });
    request.on('end', () => {
      this.#answer(request.url ?? '', Buffer.concat(chunks), response);
      this.#reading -= 1;
      // The runtime asks for the next invocation right behind its response: it is ready only when that has been read.
      if (this.#reading === 0 && this.#next !== undefined) this.#calls.onNext();
    });
  }

  #answer(path: string, body: Buffer, response: ServerResponse): void {
    const [, requestId = '', kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const isKnown = kind !== undefined || path === `${base}/init/error`;
    const answer = isKnown ? '{"status":"OK"}' : '{"errorType":"InvalidRequest"}';
    response.writeHead(isKnown ? 202 : 404, {
      'Content-Type': 'application/json',
      'Content-Length': answer.length,
    });
    response.end(answer);
    if (kind === 'response') this.#calls.onResponse(requestId, body);
    else if (kind === 'error') this.#calls.onError(requestId, body.toString());
    else if (isKnown) this.#calls.onInitError(body.toString());
  }
}
