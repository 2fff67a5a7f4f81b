import { isConnectionId } from '../events/new-id.ts';
import type { Connection } from '../websocket/connection.ts';
import { endConnection } from '../websocket/end-connection.ts';
import { maxMessageBytes } from '../websocket/gateway-socket.ts';
import type { WebSocketRuntime } from '../websocket/runtime.ts';
import { sendText } from '../websocket/send-text.ts';
import { gone, type ManagementAnswer, managementError } from './management-answer.ts';

/** A verified call. */
export type ManagementCall = {
  readonly method: string;
  readonly connectionId: string;
  readonly body: Buffer;
};

/** What may wait for a client that doesn't read: after that, posts to it are refused. */
const maxWaitingBytes = 1024 * 1024;

function post(runtime: WebSocketRuntime, connection: Connection, body: Buffer): ManagementAnswer {
  if (connection.socket.bufferedAmount > maxWaitingBytes)
    return managementError(429, 'LimitExceededException', 'The buffer of the client is full');
  runtime.ordering.outbound(() => sendText(connection, body, runtime.clock));
  return { status: 200 };
}

function describe({ connectedAt, lastActiveAt, identity }: Connection): ManagementAnswer {
  const { sourceIp, userAgent } = identity;
  return {
    status: 200,
    body: {
      connectedAt: new Date(connectedAt).toISOString(),
      identity: { sourceIp, userAgent },
      lastActiveAt: new Date(lastActiveAt).toISOString(),
    },
  };
}

function dispatch(runtime: WebSocketRuntime, connection: Connection, call: ManagementCall): ManagementAnswer {
  switch (call.method) {
    case 'POST':
      return post(runtime, connection, call.body);
    case 'GET':
      return describe(connection);
    default:
      endConnection(runtime, connection, { code: 1000, reason: 'Connection Closed Normally' });
      return { status: 204 };
  }
}

/** Does what a verified management call asks for. A post that is answered 200 was accepted, not received. */
export function manageConnection(runtime: WebSocketRuntime, call: ManagementCall): ManagementAnswer {
  if (!isConnectionId(call.connectionId))
    return managementError(400, 'BadRequestException', 'Invalid connectionId');
  if (call.method === 'POST' && call.body.length > maxMessageBytes)
    return managementError(413, 'PayloadTooLargeException', 'Payload too large');
  const connection = runtime.connections.get(call.connectionId);
  const open = connection && connection.socket.readyState === connection.socket.OPEN;
  return open ? dispatch(runtime, connection, call) : gone;
}
