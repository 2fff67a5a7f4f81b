import { callLambda } from '../integration/call-lambda.ts';
import type { Connection, ConnectionDraft, Ending } from './connection.ts';
import { routeArn, type WebSocketRuntime } from './runtime.ts';
import { disconnectEvent } from './socket-event.ts';

/** Marks a connection as ending, for the first reason there is: from now on it is gone. */
export function markEnding(runtime: WebSocketRuntime, connection: Connection, ending: Ending): void {
  if (connection.ending) return;
  connection.ending = ending;
  runtime.connections.delete(connection.id);
  runtime.leaving.add(connection);
}

/** Ends a connection from the gateway's side. `$disconnect` runs once its socket has closed. */
export function endConnection(runtime: WebSocketRuntime, connection: Connection, ending: Ending): void {
  if (connection.ending) return;
  markEnding(runtime, connection, ending);
  connection.socket.close(ending.code, ending.reason);
}

/** What the event says of a close that the client began. */
export function clientEnding(code: number, reason: string): Ending {
  return code === 1005 ? { code, reason: 'Client-side close frame status not set' } : { code, reason };
}

async function runDisconnect(
  runtime: WebSocketRuntime,
  connection: ConnectionDraft,
  ending: Ending,
): Promise<void> {
  const integration = runtime.routes.disconnect?.integration;
  if (integration?.kind !== 'lambda') return;
  const { config, clock, newId } = runtime;
  const sourceArn = routeArn(config, '$disconnect');
  const target = { functionArn: integration.functionArn, timeoutMs: integration.timeoutMs, sourceArn };
  const event = disconnectEvent(config, connection, ending, { requestId: newId(), at: clock.now() });
  // Its result changes nothing: the connection is gone already.
  await callLambda(runtime, target, event);
}

/** Says farewell to a connection whose socket is closed: `$disconnect` runs, whoever closed it. */
export function sayFarewell(runtime: WebSocketRuntime, connection: ConnectionDraft, ending: Ending): void {
  const { farewells, onEvent, clock, config } = runtime;
  const farewell = runDisconnect(runtime, connection, ending).finally(() => farewells.delete(farewell));
  farewells.add(farewell);
  const durationMs = clock.now() - connection.connectedAt;
  onEvent({
    kind: 'connection closed',
    apiId: config.apiId,
    connectionId: connection.id,
    ...ending,
    durationMs,
  });
}

/** Runs once the socket of an open connection has closed; `close` is what the client said, if it said anything. */
export function afterClose(runtime: WebSocketRuntime, connection: Connection, close: Ending): void {
  markEnding(runtime, connection, close);
  runtime.leaving.delete(connection);
  sayFarewell(runtime, connection, connection.ending ?? close);
}
