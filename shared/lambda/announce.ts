import { type DeliverDeps, deliver } from '../chat/deliver.ts';
import { markDelivered } from '../postgres/events.ts';
import type { Batch } from '../protocol/events.ts';
import { closeConnection } from '../redis/connections.ts';
import { leaveRooms, roomConnections } from '../redis/room-connections.ts';
import { database } from './database.ts';
import { gateway } from './gateway.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';

const deps: DeliverDeps = {
  roomConnections: (room) => roomConnections(redis, room),
  post: gateway.post,
  forget: async (connection) => {
    await Promise.all([leaveRooms(redis, connection), closeConnection(redis, connection)]);
  },
  markDelivered: (delivered) => markDelivered(database, delivered),
};

/**
 * Delivers committed events. A failure is logged and not handed on: the events are stored, and clients find them by cursor.
 */
export async function announce(batch: Batch): Promise<void> {
  const start = performance.now();
  const ids = { roomId: batch.room, seq: batch.events.at(-1)?.seq ?? 0 };
  try {
    const counts = await deliver(deps, batch);
    log.info('message.broadcast', { ...ids, ...counts, durationMs: Math.round(performance.now() - start) });
  } catch (error) {
    log.warn('message.undelivered', {
      ...ids,
      error: error instanceof Error ? error : new Error(String(error)),
    });
  }
}
