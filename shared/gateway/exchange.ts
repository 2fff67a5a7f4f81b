import * as http from 'node:http';
import * as https from 'node:https';

export type Outgoing = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly agent: http.Agent;
  /** Milliseconds until the answer must be there. */
  readonly timeoutMs: number;
};

/** An agent that keeps its connections, for URLs like this one. */
export function keptConnections(url: URL, maxSockets: number): http.Agent {
  const options = { keepAlive: true, maxSockets };
  return url.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
}

/** Sends a request and waits for the status. @throws Error when no answer came in time. */
export function exchange({ url, timeoutMs, body, ...options }: Outgoing): Promise<number> {
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      // The body says nothing that the status does not; read to its end, it frees the connection for the next request.
      response.resume();
      response.on('end', () => {
        clearTimeout(timer);
        resolve(response.statusCode ?? 0);
      });
      response.on('error', reject);
    });
    const timer = setTimeout(() => sent.destroy(new Error('no answer in time')), timeoutMs);
    sent.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    sent.end(body);
  });
}
