import { startPosting } from '../../../shared/chat/post-batch.ts';
import type { announce as announceInGroup } from '../../../shared/lambda/announce.ts';
import { database } from '../../../shared/lambda/database.ts';
import { gateway } from '../../../shared/lambda/gateway.ts';
import { log } from '../../../shared/lambda/logger.ts';
import { redis } from '../../../shared/lambda/redis.ts';
import { toError } from '../../../shared/lambda/to-error.ts';
import { markDelivered } from '../../../shared/postgres/events.ts';
import { roomConnections } from '../../../shared/redis/room-connections.ts';

/** As long as the function may run. */
const withinMs = 14_000;

/**
 * Plain fan-out, as tutorials show it: the sender's own invocation posts each message to every connection of the room, and
 * answers when all have it. The posts are the product's own.
 */
export const announce: typeof announceInGroup = async ({ room, epoch, events }) => {
  try {
    const frame = JSON.stringify({ type: 'events', room, epoch, events });
    const connections = await roomConnections(redis, room);
    const parcels = connections.map((connection) => ({ connection, frames: [frame] }));
    const { posted, gone, failed } = await startPosting(gateway, { parcels, withinMs }).done;
    // Else the sweeper would take them for lost.
    await markDelivered(
      database,
      events.map(({ seq }) => ({ room, seq })),
    );
    log.info('message.broadcast', { posted, gone: gone.length, failed: failed.length });
  } catch (error) {
    log.warn('message.undelivered', { roomId: room, error: toError(error) });
  }
};
