import { setTimeout as wait } from 'node:timers/promises';
import { type Arrival, type ArriveDeps, arrive } from '../chat/arrive.ts';
import { limits } from '../protocol/limits.ts';
import { cancelDeparture } from '../redis/departures.ts';
import { invokeDeliver } from './call-deliver.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';
import { toError } from './to-error.ts';

const deps: ArriveDeps = {
  cancelDeparture: (user) => cancelDeparture(redis, user),
  tellLater: (presence) => invokeDeliver({ presence }),
  now: Date.now,
};

/**
 * Has the deliver function tell others that a user has come. What is not done by the time that a sender holds its ack at most may
 * never be: neither a handshake nor a pong is held for it. A failure is logged, and nobody depends on it.
 */
export async function tellArrival(arrival: Arrival): Promise<void> {
  const told = arrive(deps, arrival).catch((error: unknown) =>
    log.warn('presence.untold', { userId: arrival.user, error: toError(error) }),
  );
  await Promise.race([told, wait(limits.inlineMs, undefined, { ref: false })]);
}
