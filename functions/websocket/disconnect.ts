import middy from '@middy/core';
import * as v from 'valibot';
import { disconnect } from '../../shared/chat/disconnect.ts';
import { database } from '../../shared/lambda/database.ts';
import { beginLog, log } from '../../shared/lambda/logger.ts';
import { redis } from '../../shared/lambda/redis.ts';
import { DisconnectEvent, scopeOf } from '../../shared/lambda/websocket-event.ts';
import { listRoomIds } from '../../shared/postgres/rooms.ts';
import { ChatError } from '../../shared/protocol/errors.ts';
import { closeConnection } from '../../shared/redis/connections.ts';
import { leaveRooms } from '../../shared/redis/room-connections.ts';

const deps = {
  closeConnection: (connection: Parameters<typeof closeConnection>[1]) => closeConnection(redis, connection),
  leaveRooms: (left: Parameters<typeof leaveRooms>[1]) => leaveRooms(redis, left),
  listRoomIds: (user: Parameters<typeof listRoomIds>[1]) => listRoomIds(database, user),
};

/** `$disconnect`: forgets the connection. Its answer is ignored, and nothing depends on it being called. */
export const handler = middy<unknown, { readonly statusCode: number }>().handler(async (input) => {
  const { requestContext } = v.parse(DisconnectEvent, input);
  const { requestId, connectionId, authorizer, disconnectStatusCode } = requestContext;
  beginLog({ requestId, connectionId, userId: authorizer.userId });
  log.info('connection.closed', { code: disconnectStatusCode });
  try {
    await disconnect(deps, scopeOf(requestContext));
  } catch (error) {
    if (!(error instanceof ChatError && error.fields.code === 'unavailable')) throw error;
    // The registration ends by its lease, or by the first post that finds the connection gone.
    log.warn('connection.unforgotten', { error });
  }
  return { statusCode: 200 };
});
