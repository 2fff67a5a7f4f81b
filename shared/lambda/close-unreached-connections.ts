import { closeUnreached } from '../chat/close-unreached.ts';
import { openClosing } from '../gateway/close.ts';
import type { RoomId } from '../protocol/ids.ts';
import type { Connection } from '../redis/connections.ts';
import { noteUnreached } from '../redis/unreached.ts';
import { required } from './environment.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';

const deps = {
  noteUnreached: (connection: Connection) => noteUnreached(redis, connection),
  close: openClosing(required('CALLBACK_URL')),
};

/** Closes connections that took nothing of a room's events, if they took none earlier either. @returns how many. Never throws. */
export async function closeUnreachedConnections(
  room: RoomId,
  unreached: readonly Connection[],
): Promise<number> {
  const { closed, failed } = await closeUnreached(deps, unreached);
  for (const { user, connection } of closed) {
    log.warn('connection.cut', { roomId: room, userId: user, connectionId: connection });
  }
  if (failed > 0) log.warn('connections.uncut', { roomId: room, failed });
  return closed.length;
}
