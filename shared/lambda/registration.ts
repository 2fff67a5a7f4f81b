import type { RegisterDeps } from '../chat/register-connection.ts';
import { readHeads } from '../postgres/rooms.ts';
import { closeConnection, openConnection, recheckLater } from '../redis/connections.ts';
import { enterRooms, recheckSeconds } from '../redis/room-connections.ts';
import { database } from './database.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';
import { tellArrival } from './tell-arrival.ts';

/** How connections are registered, and what is said when they can't be. */
export const registration: RegisterDeps = {
  openConnection: (connection) => openConnection(redis, connection),
  closeConnection: (connection) => closeConnection(redis, connection),
  enterRooms: async (entry) => {
    const { user, connection } = entry;
    // A member who is kept out is being removed, or was not after all: then it enters with a later heartbeat.
    if (await enterRooms(redis, entry)) return;
    await recheckLater(redis, { user, connections: [connection], seconds: recheckSeconds });
  },
  readHeads: (of) => readHeads(database, of),
  tellArrival,
  onUnregistered: (error) =>
    log.warn('redis.unavailable', { reason: 'the connection is not registered', error }),
};
