import type { RegisterDeps } from '../chat/register-connection.ts';
import { openConnection } from '../redis/connections.ts';
import { enterRooms } from '../redis/room-connections.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';

/** How connections are registered, and what is said when they can't be. */
export const registration = {
  openConnection: (connection) => openConnection(redis, connection),
  enterRooms: (entry) => enterRooms(redis, entry),
  onUnregistered: (error) =>
    log.warn('redis.unavailable', { reason: 'the connection is not registered', error }),
} satisfies RegisterDeps & { readonly onUnregistered: (error: Error) => void };
