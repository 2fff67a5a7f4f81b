import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range that systems give outgoing connections, so that none of those takes a port between its choice and its use. */
const range = { from: 15_000, to: 32_000 };
const taken = new Set<number>();

/** Whether nobody listens on a port of this host. */
export function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** A port that nobody listens on and that this process has not handed out before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(range.from, range.to);
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    return port;
  }
}
