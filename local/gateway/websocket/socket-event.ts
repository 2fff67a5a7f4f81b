import type { WebSocketApiConfig } from '../config.ts';
import type { Connection, ConnectionDraft, Ending } from './connection.ts';
import type { Handshake } from './handshake.ts';
import { authorizerFields, connectFields } from './handshake-fields.ts';
import { requestContext } from './request-context.ts';
import { routeArn } from './runtime.ts';

type Event = Readonly<Record<string, unknown>>;
type Moment = { readonly requestId: string; readonly at: number };

/** `stageVariables` is there only when the stage has some. */
function stageVariables({ stageVariables: variables }: WebSocketApiConfig): Event {
  return Object.keys(variables).length > 0 ? { stageVariables: variables } : {};
}

function connectContext(config: WebSocketApiConfig, draft: ConnectionDraft, moment: Moment): Event {
  return requestContext(config, draft, { eventType: 'CONNECT', routeKey: '$connect', ...moment });
}

/** The event of `$connect`. */
export function connectEvent(
  config: WebSocketApiConfig,
  draft: ConnectionDraft,
  handshake: Handshake,
  moment: Moment,
): Event {
  return {
    ...connectFields(handshake),
    ...stageVariables(config),
    requestContext: connectContext(config, draft, moment),
    isBase64Encoded: false,
  };
}

/** The event of a REQUEST authorizer. */
export function authorizerEvent(
  config: WebSocketApiConfig,
  draft: ConnectionDraft,
  handshake: Handshake,
  moment: Moment,
): Event {
  return {
    type: 'REQUEST',
    methodArn: routeArn(config, '$connect'),
    ...authorizerFields(handshake),
    stageVariables: config.stageVariables,
    requestContext: connectContext(config, draft, moment),
  };
}

/** The event of a message. */
export function messageEvent(
  config: WebSocketApiConfig,
  connection: Connection,
  message: Moment & { readonly routeKey: string; readonly messageId: string; readonly body: string },
): Event {
  const { body, ...occasion } = message;
  return {
    ...stageVariables(config),
    requestContext: requestContext(config, connection, { eventType: 'MESSAGE', ...occasion }),
    body,
    isBase64Encoded: false,
  };
}

/** The event of `$disconnect`. */
export function disconnectEvent(
  config: WebSocketApiConfig,
  connection: ConnectionDraft,
  ending: Ending,
  moment: Moment,
): Event {
  const headers = { Host: config.domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' };
  const occasion = {
    eventType: 'DISCONNECT' as const,
    routeKey: '$disconnect',
    disconnectStatusCode: ending.code,
    disconnectReason: ending.reason,
    ...moment,
  };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    ...stageVariables(config),
    requestContext: requestContext(config, connection, occasion),
    isBase64Encoded: false,
  };
}
