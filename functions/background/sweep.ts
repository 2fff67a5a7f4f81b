import type { Context } from 'aws-lambda';
import { type SweepUndeliveredDeps, sweepUndelivered } from '../../shared/chat/sweep-undelivered.ts';
import { announceAndMark } from '../../shared/lambda/announce-and-mark.ts';
import { database } from '../../shared/lambda/database.ts';
import { beginLog, log } from '../../shared/lambda/logger.ts';
import { redis } from '../../shared/lambda/redis.ts';
import { toError } from '../../shared/lambda/to-error.ts';
import { markDelivered } from '../../shared/postgres/events.ts';
import { clearExpired, type Expiring, expiring } from '../../shared/postgres/expired.ts';
import { readUndelivered } from '../../shared/postgres/undelivered.ts';
import { clearDeadRegistrations } from '../../shared/redis/dead-registrations.ts';
import { findPosted } from '../../shared/redis/outbox.ts';

const deps: SweepUndeliveredDeps = {
  readUndelivered: (page) => readUndelivered(database, page),
  findPosted: (of) => findPosted(redis, of),
  markDelivered: (events) => markDelivered(database, events),
  announce: announceAndMark,
};

const rowsAtOnce = 1_000;
/** Time kept for what is under way. */
const reserveMs = 15_000;

type Clearing = { readonly isTimeUp: () => boolean };

async function clearAll(what: Expiring, { isTimeUp }: Clearing): Promise<void> {
  let total = 0;
  for (let cleared = rowsAtOnce; cleared === rowsAtOnce && !isTimeUp(); total += cleared) {
    cleared = await clearExpired(database, { what, limit: rowsAtOnce });
  }
  if (total > 0) log.info('expired.cleared', { reason: what, rows: total });
}

async function clearDead({ isTimeUp }: Clearing): Promise<void> {
  let total = 0;
  for (let done = false; !done && !isTimeUp(); ) {
    const step = await clearDeadRegistrations(redis);
    total += step.cleared;
    done = step.done;
  }
  if (total > 0) log.info('expired.cleared', { reason: 'registrations', rows: total });
}

/** Does a part of the sweep. One that fails keeps no other from being done, and is done again in a minute. */
async function part(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.warn('sweep.failed', { reason: name, error: toError(error) });
  }
}

/** Every minute: delivers what was committed and not delivered, and clears what has ended. */
export async function handler(_event: unknown, context: Context): Promise<void> {
  const start = performance.now();
  beginLog({ requestId: context.awsRequestId });
  const isTimeUp = () => context.getRemainingTimeInMillis() < reserveMs;
  await part('undelivered', async () => {
    const swept = await sweepUndelivered(deps, { isTimeUp });
    const durationMs = Math.round(performance.now() - start);
    log.info('undelivered.swept', { ...swept, durationMs });
  });
  for (const what of expiring) await part(what, () => clearAll(what, { isTimeUp }));
  await part('registrations', () => clearDead({ isTimeUp }));
}
