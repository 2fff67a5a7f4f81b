import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Connection, ConnectionDraft } from './connection.ts';
import { afterClose, clientEnding, markEnding } from './end-connection.ts';
import { GatewaySocket, limitFrames, maxMessageBytes, violation } from './gateway-socket.ts';
import { handleMessage } from './handle-message.ts';
import type { WebSocketRuntime } from './runtime.ts';

/** A request whose socket is waiting for its 101. */
export type PendingUpgrade = {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
};

/** How long a client may take to answer a close frame. */
const closeTimeoutMs = 5_000;

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Writes the 101 of accepted handshakes. The subprotocol is the one that `$connect` chose, asked for or not. */
export class Upgrader {
  readonly #subprotocols = new WeakMap<IncomingMessage, string>();
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    closeTimeout: closeTimeoutMs,
    handleProtocols: () => false,
    WebSocket: GatewaySocket,
  } as ConstructorParameters<typeof WebSocketServer<typeof GatewaySocket>>[0]);

  constructor() {
    this.#server.on('headers', (headers, request) => {
      const subprotocol = this.#subprotocols.get(request);
      if (subprotocol !== undefined) headers.push(`Sec-WebSocket-Protocol: ${subprotocol}`);
    });
  }

  /** Calls back before anything of the client is read. */
  upgrade(
    pending: PendingUpgrade,
    subprotocol: string | undefined,
    opened: (socket: GatewaySocket) => void,
  ): void {
    const { request, socket, head } = pending;
    // @NOTE `ws` refuses header values that it can't parse; the client's wishes were read already, so it needn't.
    delete request.headers['sec-websocket-protocol'];
    if (subprotocol !== undefined && token.test(subprotocol)) this.#subprotocols.set(request, subprotocol);
    this.#server.handleUpgrade(request, socket, head, (upgraded) => {
      const opening = upgraded as GatewaySocket;
      limitFrames(opening);
      opened(opening);
    });
  }
}

function listen(runtime: WebSocketRuntime, connection: Connection): void {
  const { socket } = connection;
  const fault = (error: unknown): void => {
    const text = `a message of ${connection.id} is lost by a fault of the gateway: ${String(error)}`;
    runtime.onEvent({ kind: 'note', apiId: runtime.config.apiId, text });
  };
  socket.on('message', (data) => {
    if (connection.ending) return;
    connection.lastActiveAt = runtime.clock.now();
    const body = data.toString();
    runtime.ordering.inbound(connection, () => handleMessage(runtime, connection, body).catch(fault));
  });
  socket.on('error', (error) => {
    const ending = violation(error);
    if (ending) markEnding(runtime, connection, ending);
  });
  socket.on('close', (code, reason) => {
    afterClose(runtime, connection, clientEnding(code, reason.toString()));
  });
}

/** Makes an upgraded socket a connection: from now on posts reach it, and its messages are handled. */
export function openConnection(
  runtime: WebSocketRuntime,
  draft: ConnectionDraft,
  socket: GatewaySocket,
): Connection {
  const connection: Connection = {
    ...draft,
    socket,
    lastActiveAt: runtime.clock.now(),
    ending: undefined,
    tail: undefined,
  };
  runtime.connections.set(connection.id, connection);
  runtime.lifetimes.watch();
  listen(runtime, connection);
  return connection;
}
