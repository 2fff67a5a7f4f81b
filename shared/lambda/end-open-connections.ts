import { setTimeout as wait } from 'node:timers/promises';
import { endConnections } from '../chat/end-connections.ts';
import { openClosing } from '../gateway/close.ts';
import { connectionsOf } from '../redis/connections.ts';
import { required } from './environment.ts';
import { gateway } from './gateway.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';
import { toError } from './to-error.ts';

const deps = {
  connectionsOf: (user: Parameters<typeof connectionsOf>[1]) => connectionsOf(redis, user),
  post: gateway.post,
  close: openClosing(required('CALLBACK_URL')),
  sleep: (ms: number) => wait(ms),
};

/** A handshake that is under way is over by the last. */
const overHandshakes = [0, 1_000, 2_000];
/** Who comes round again in a minute need not wait. */
export const once = [0];

/** Closes connections whose session has ended. It has ended whatever becomes of them: a failure is only logged. */
export async function endOpenConnections(
  ended: Parameters<typeof endConnections>[1],
  pausesMs: readonly number[] = overHandshakes,
): Promise<void> {
  try {
    await endConnections({ ...deps, pausesMs }, ended);
  } catch (error) {
    log.warn('connection.unclosed', { userId: ended.user, error: toError(error) });
  }
}
