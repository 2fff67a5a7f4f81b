import { markDelivered } from '../postgres/events.ts';
import type { Batch } from '../protocol/events.ts';
import { type Settlement, settleBatch } from '../redis/outbox.ts';
import { announceAndLog } from './announce.ts';
import { noteDelivered } from './batch-metrics.ts';
import { database } from './database.ts';
import { redis } from './redis.ts';

/** What a sender leaves to the sweeper, since it would delay its ack. */
async function markAndSettle(settlement: Settlement): Promise<void> {
  const { room, seqs } = settlement;
  noteDelivered(room, seqs);
  await markDelivered(
    database,
    seqs.map((seq) => ({ room, seq })),
  );
  await settleBatch(redis, { ...settlement, unmarked: false });
}

/** Announces events that were committed some time ago, and waits until Postgres knows of it. */
export async function announceAndMark(batch: Batch): Promise<void> {
  let marked = Promise.resolve();
  await announceAndLog(batch, {
    beginSettling: (settlement) => {
      marked = markAndSettle(settlement);
      // It may fail before it is waited for, which would end the process.
      marked.catch(() => {});
    },
  });
  await marked;
}
