import { randomUUID } from 'node:crypto';
import { type AnnounceDeps, announce as announceBatch } from '../chat/announce.ts';
import type { Batch } from '../protocol/events.ts';
import { addToOutbox, settleBatch } from '../redis/outbox.ts';
import { noteDelivered, noteTaken } from './batch-metrics.ts';
import { callDeliver } from './call-deliver.ts';
import { forgetConnections } from './forget-connections.ts';
import { gateway } from './gateway.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';
import { toError } from './to-error.ts';

export const announceDeps: AnnounceDeps = {
  post: gateway.post,
  addToOutbox: async (addition) => {
    const errand = await addToOutbox(redis, addition);
    if (errand.kind === 'post') noteTaken(addition.room, errand.entries);
    return errand;
  },
  beginSettling: (settlement) => {
    noteDelivered(settlement.room, settlement.seqs);
    // Nobody may be told later that it failed: this invocation may be over. The sweeper finds the events unmarked.
    void settleBatch(redis, settlement).catch(() => {});
  },
  beginForgetting: (room, gone) => void forgetConnections(room, gone),
  callDeliver,
  newToken: randomUUID,
};

/**
 * Announces committed events. A failure is logged and not handed on: the events are stored, and clients find them by cursor.
 */
export async function announce(batch: Batch): Promise<void> {
  const start = performance.now();
  const ids = { roomId: batch.room, seq: batch.events.at(-1)?.seq ?? 0 };
  try {
    const { kind, ...counts } = await announceBatch(announceDeps, batch);
    const durationMs = Math.round(performance.now() - start);
    log.info('message.broadcast', { ...ids, outcome: kind, ...counts, durationMs });
  } catch (error) {
    log.warn('message.undelivered', { ...ids, error: toError(error) });
  }
}
