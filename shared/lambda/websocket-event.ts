import * as v from 'valibot';
import type { ConnectionScope } from '../chat/connection-scope.ts';
import { RoomId, SessionId, UserId } from '../protocol/ids.ts';

const context = {
  connectionId: v.string(),
  requestId: v.string(),
};

/** What the authorizer found out: API Gateway hands it on with every event of the connection, as strings. */
export const AuthorizerContext = v.object({
  userId: UserId,
  username: v.string(),
  sessionId: SessionId,
  room: v.optional(RoomId),
  /** The code of a refusal that the `$connect` route is to answer. */
  refusal: v.optional(v.picklist(['not_found', 'conflict'])),
});
export type AuthorizerContext = v.InferOutput<typeof AuthorizerContext>;

export const ConnectEvent = v.object({
  requestContext: v.object({ ...context, eventType: v.literal('CONNECT'), authorizer: AuthorizerContext }),
});

export const MessageEvent = v.object({
  requestContext: v.object({
    ...context,
    eventType: v.literal('MESSAGE'),
    authorizer: AuthorizerContext,
    /** Milliseconds since 1970. */
    connectedAt: v.number(),
  }),
  body: v.optional(v.string(), ''),
});
export type MessageEvent = v.InferOutput<typeof MessageEvent>;

export const DisconnectEvent = v.object({
  requestContext: v.object({
    ...context,
    eventType: v.literal('DISCONNECT'),
    authorizer: AuthorizerContext,
    disconnectStatusCode: v.optional(v.number()),
  }),
});

/** Who is on the connection of an event. */
export function scopeOf(requestContext: {
  readonly connectionId: string;
  readonly authorizer: AuthorizerContext;
}): ConnectionScope {
  const { userId, username, sessionId, room } = requestContext.authorizer;
  return {
    connection: requestContext.connectionId,
    user: { id: userId, username },
    session: sessionId,
    only: room,
  };
}
