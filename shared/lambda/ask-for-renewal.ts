import { askToReconnect } from '../chat/ask-to-reconnect.ts';
import { limits } from '../protocol/limits.ts';
import { gateway } from './gateway.ts';
import { log } from './logger.ts';
import { toError } from './to-error.ts';

const deps = {
  // The answer to the frame is not held longer than this.
  post: (connection: string, frame: string) => gateway.post(connection, frame, limits.inlineMs),
  now: Date.now,
};

/** Asks a connection that nears its two hours to reconnect. Best effort: the next frame asks again, and clients renew by themselves. */
export async function askForRenewal(connection: string, connectedAt: number): Promise<void> {
  try {
    const isAsked = await askToReconnect(deps, { connection, connectedAt });
    if (isAsked) log.info('connection.asked', { reason: 'reconnect' });
  } catch (error) {
    log.warn('connection.unasked', { reason: 'reconnect', error: toError(error) });
  }
}
