import type { WebSocketApiConfig } from '../config.ts';
import { requestTime } from '../events/request-time.ts';
import type { ConnectionDraft } from './connection.ts';

/** What differs between the events of one connection. */
export type Occasion = {
  readonly eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
  readonly routeKey: string;
  readonly requestId: string;
  readonly at: number;
  readonly messageId?: string;
  readonly disconnectStatusCode?: number;
  readonly disconnectReason?: string;
};

/** The `requestContext` of an event; a field without a value is absent from its JSON. */
export function requestContext(
  { stage, domainName, apiId }: WebSocketApiConfig,
  connection: ConnectionDraft,
  occasion: Occasion,
): Readonly<Record<string, unknown>> {
  return {
    routeKey: occasion.routeKey,
    authorizer: connection.authorizer,
    disconnectStatusCode: occasion.disconnectStatusCode,
    messageId: occasion.messageId,
    eventType: occasion.eventType,
    extendedRequestId: occasion.requestId,
    requestTime: requestTime(occasion.at),
    messageDirection: 'IN',
    disconnectReason: occasion.disconnectReason,
    stage,
    connectedAt: connection.connectedAt,
    requestTimeEpoch: occasion.at,
    identity: connection.identity,
    requestId: occasion.requestId,
    domainName,
    connectionId: connection.id,
    apiId,
  };
}
