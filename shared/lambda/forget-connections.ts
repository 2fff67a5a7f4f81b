import type { RoomId } from '../protocol/ids.ts';
import { type Connection, closeConnection } from '../redis/connections.ts';
import { forgetGone } from '../redis/room-connections.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';
import { toError } from './to-error.ts';

/**
 * Forgets connections that the gateway does not know, but for those whose handshake may not be answered yet. One that stays because
 * Redis is away is met again, and harmless.
 */
export async function forgetConnections(room: RoomId, gone: readonly Connection[]): Promise<void> {
  try {
    await Promise.all(
      gone.map(async (connection) => {
        if (await forgetGone(redis, { ...connection, room })) await closeConnection(redis, connection);
      }),
    );
  } catch (error) {
    log.warn('connections.unforgotten', { roomId: room, gone: gone.length, error: toError(error) });
  }
}
