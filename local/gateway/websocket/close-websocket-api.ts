import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { stopListening } from '../http-server.ts';
import type { Connection } from './connection.ts';
import { endConnection } from './end-connection.ts';
import type { WebSocketRuntime } from './runtime.ts';

/** How long clients may take to answer the close, and then `$disconnect` to run. Both on the wall: a test's clock may stand. */
const graceMs = 2_000;

type Parts = { readonly server: Server; readonly pending: ReadonlySet<Duplex> };

/** Waits for a promise, but not longer than the grace. */
async function atMost(promise: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, graceMs);
  await Promise.race([promise, late]);
  clearTimeout(timer);
}

/** Resolves once the socket of a leaving connection has closed. */
function closed({ socket }: Connection): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve());
  });
}

const goingAway = { code: 1001, reason: 'Going away' };

/** Closes every connection with 1001, waits a little for clients and for `$disconnect`, and frees the port. */
export async function closeWebSocketApi(
  runtime: WebSocketRuntime,
  { server, pending }: Parts,
): Promise<void> {
  runtime.lifetimes.stop();
  runtime.ordering.stop();
  for (const socket of pending) socket.destroy();
  for (const connection of [...runtime.connections.values()]) endConnection(runtime, connection, goingAway);
  const leaving = [...runtime.leaving];
  await atMost(Promise.all(leaving.map(closed)));
  for (const { socket } of leaving) socket.terminate();
  await atMost(Promise.all(runtime.farewells));
  await stopListening(server);
}
