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
import { SeqRange } from './seq-range.ts';
import { toError } from './to-error.ts';

const announceDeps: AnnounceDeps = {
  post: gateway.post,
  addToOutbox: (addition) => addToOutbox(redis, addition),
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
 * Announces committed events, and logs which were announced or posted from here. One who announces differently gives the part
 * that differs.
 */
export async function announceAndLog(batch: Batch, different: Partial<AnnounceDeps> = {}): Promise<void> {
  const start = performance.now();
  const seqs = new SeqRange();
  seqs.add(batch.events);
  const take: AnnounceDeps['addToOutbox'] = async (addition) => {
    const errand = await announceDeps.addToOutbox(addition);
    if (errand.kind === 'post') {
      noteTaken(addition.room, errand.entries);
      seqs.add(errand.entries);
    }
    return errand;
  };
  const { kind, ...counts } = await announceBatch(
    { ...announceDeps, addToOutbox: take, ...different },
    batch,
  );
  const durationMs = Math.round(performance.now() - start);
  log.info('message.broadcast', { roomId: batch.room, ...seqs.fields, outcome: kind, ...counts, durationMs });
}

/**
 * Announces committed events. A failure is logged and not handed on: the events are stored, and clients find them by cursor.
 */
export async function announce(batch: Batch): Promise<void> {
  try {
    await announceAndLog(batch);
  } catch (error) {
    const seqs = new SeqRange();
    seqs.add(batch.events);
    log.warn('message.undelivered', { roomId: batch.room, ...seqs.fields, error: toError(error) });
  }
}
