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

/** Closes connections whose session has ended. It has ended whatever becomes of them: a failure is only logged. */
export async function endOpenConnections(ended: Parameters<typeof endConnections>[1]): Promise<void> {
  try {
    await endConnections(deps, ended);
  } catch (error) {
    log.warn('connection.unclosed', { userId: ended.user, error: toError(error) });
  }
}
