import {
  type PresenceChange,
  type TellPresenceDeps,
  tellPresence as tellPresenceOf,
} from '../chat/tell-presence.ts';
import { readCompany } from '../postgres/company.ts';
import { limits } from '../protocol/limits.ts';
import { someConnections } from '../redis/room-connections.ts';
import { database } from './database.ts';
import { gateway } from './gateway.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';
import { toError } from './to-error.ts';

const deps: TellPresenceDeps = {
  readCompany: (of) => readCompany(database, of),
  someConnections: (of) => someConnections(redis, of),
  // A slow connection holds up no sweep: nobody depends on what it is told.
  post: (connection, frame) => gateway.post(connection, frame, limits.inlineMs),
};

/** Tells others that a user has come or gone. Best effort: what fails is logged, and nobody depends on it. */
export async function tellPresence(change: PresenceChange): Promise<void> {
  const told = { userId: change.user, outcome: change.online ? 'online' : 'offline' };
  try {
    log.info('presence.told', { ...told, posted: await tellPresenceOf(deps, change) });
  } catch (error) {
    log.warn('presence.untold', { ...told, error: toError(error) });
  }
}
