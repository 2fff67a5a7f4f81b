import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { type SweepDeparturesDeps, sweepDepartures } from '../../shared/chat/sweep-departures.ts';
import { type SweepSessionsDeps, sweepSessions } from '../../shared/chat/sweep-sessions.ts';
import { type SweepUndeliveredDeps, sweepUndelivered } from '../../shared/chat/sweep-undelivered.ts';
import { announceAndMark } from '../../shared/lambda/announce-and-mark.ts';
import { database } from '../../shared/lambda/database.ts';
import { endOpenConnections, once } from '../../shared/lambda/end-open-connections.ts';
import { beginLog, log } from '../../shared/lambda/logger.ts';
import { metered } from '../../shared/lambda/metered.ts';
import { count, measure } from '../../shared/lambda/metrics.ts';
import { redis } from '../../shared/lambda/redis.ts';
import { tellPresence } from '../../shared/lambda/tell-presence.ts';
import { toError } from '../../shared/lambda/to-error.ts';
import { markDelivered } from '../../shared/postgres/events.ts';
import { clearExpired, type Expiring, expiring } from '../../shared/postgres/expired.ts';
import { findEnded } from '../../shared/postgres/sessions.ts';
import { readUndelivered } from '../../shared/postgres/undelivered.ts';
import type { Batch } from '../../shared/protocol/events.ts';
import { connectionsOf } from '../../shared/redis/connections.ts';
import { clearDeadRegistrations } from '../../shared/redis/dead-registrations.ts';
import { noteAway, takeDepartures } from '../../shared/redis/departures.ts';
import { findPosted } from '../../shared/redis/outbox.ts';

const deps: Omit<SweepUndeliveredDeps, 'announce'> = {
  readUndelivered: (page) => readUndelivered(database, page),
  findPosted: (of) => findPosted(redis, of),
  markDelivered: (events) => markDelivered(database, events),
};

const departures: SweepDeparturesDeps = {
  takeDepartures: (of) => takeDepartures(redis, of),
  noteAway: (user) => noteAway(redis, user),
  tell: tellPresence,
};

const sessions: SweepSessionsDeps = {
  connectionsOf: (user) => connectionsOf(redis, user),
  findEnded: (all) => findEnded(database, all),
  endConnections: (ended) => endOpenConnections(ended, once),
};

const rowsAtOnce = 1_000;
/** Time kept for what is under way. */
const reserveMs = 15_000;

/** Delivers what was lost on its way, and tells how old the oldest of it was. */
async function sweepLost(isTimeUp: () => boolean): Promise<void> {
  const start = performance.now();
  const began = Date.now();
  let oldest = began;
  const announce = async (batch: Batch) => {
    for (const { at } of batch.events) oldest = Math.min(oldest, Date.parse(at));
    try {
      await announceAndMark(batch);
    } catch (error) {
      log.warn('message.undelivered', { roomId: batch.room, error: toError(error) });
      throw error;
    }
  };
  const swept = await sweepUndelivered({ ...deps, announce }, { isTimeUp });
  count('Sweeps');
  count('SweptNoted', swept.noted);
  count('SweptAnnounced', swept.announced);
  measure('OldestUndelivered', began - oldest);
  log.info('undelivered.swept', { ...swept, durationMs: Math.round(performance.now() - start) });
  if (swept.failed > 0) throw new Error('cannot announce all that was lost');
}

type Clearing = { readonly isTimeUp: () => boolean };

async function clearAll(what: Expiring, { isTimeUp }: Clearing): Promise<void> {
  let total = 0;
  for (let cleared = rowsAtOnce; cleared === rowsAtOnce && !isTimeUp(); total += cleared) {
    cleared = await clearExpired(database, { what, limit: rowsAtOnce });
  }
  noteCleared(what, total);
}

function noteCleared(reason: string, rows: number): void {
  if (rows === 0) return;
  count('Cleared', rows);
  log.info('expired.cleared', { reason, rows });
}

async function clearDead({ isTimeUp }: Clearing): Promise<void> {
  let [total, ended] = [0, 0];
  for (let done = false; !done && !isTimeUp(); ) {
    const step = await clearDeadRegistrations(redis);
    total += step.cleared;
    ended += await sweepSessions(sessions, step.users);
    done = step.done;
  }
  noteCleared('registrations', total);
  if (ended > 0) log.warn('sessions.swept', { rows: ended });
}

async function tellGone(isTimeUp: () => boolean): Promise<void> {
  const start = performance.now();
  const rows = await sweepDepartures(departures, { isTimeUp });
  if (rows === 0) return;
  log.info('departures.swept', { rows, durationMs: Math.round(performance.now() - start) });
}

/** Does a part of the sweep. One that fails keeps no other from being done, and is done again in a minute. */
async function part(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    count('SweepsFailed');
    log.warn('sweep.failed', { reason: name, error: toError(error) });
  }
}

async function sweep(_event: unknown, context: Context): Promise<void> {
  beginLog({ requestId: context.awsRequestId });
  const isTimeUp = () => context.getRemainingTimeInMillis() < reserveMs;
  await part('undelivered', () => sweepLost(isTimeUp));
  for (const what of expiring) await part(what, () => clearAll(what, { isTimeUp }));
  // Departures come after the clearing, which finds some, and last, since all else matters more.
  await part('registrations', () => clearDead({ isTimeUp }));
  await part('departures', () => tellGone(isTimeUp));
}

/** Every minute: delivers what was committed and not delivered, clears what has ended, and tells who has gone. */
export const handler = middy<unknown, void>().use(metered).handler(sweep);
