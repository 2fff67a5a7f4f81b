import type { ConnectionScope } from '../chat/connection-scope.ts';
import { type Sign, type TellRoomDeps, tellRoom } from '../chat/tell-room.ts';
import { limits } from '../protocol/limits.ts';
import { roomConnections } from '../redis/room-connections.ts';
import { gateway } from './gateway.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';
import { toError } from './to-error.ts';

const deps: TellRoomDeps = {
  roomConnections: (room) => roomConnections(redis, room),
  // An answer is not held longer for a slow connection; posts that are not done by then may never be.
  post: (connection, frame) => gateway.post(connection, frame, limits.inlineMs),
};

/** Tells the others in a room of a passing sign. Best effort: what fails is logged, and nobody depends on it. */
export async function tellOthers({ connection }: ConnectionScope, frame: Sign['frame']): Promise<void> {
  try {
    await tellRoom(deps, { frame, from: connection });
  } catch (error) {
    log.warn('room.untold', { roomId: frame.room, kind: frame.type, error: toError(error) });
  }
}
