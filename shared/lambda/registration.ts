import type { RegisterDeps } from '../chat/register-connection.ts';
import { readHeads } from '../postgres/rooms.ts';
import { closeConnection, noteEntered, openConnection } from '../redis/connections.ts';
import { digestOf } from '../redis/digest-of.ts';
import { enterRooms } from '../redis/room-connections.ts';
import { database } from './database.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';
import { tellArrival } from './tell-arrival.ts';

/** How connections are registered, and what is said when they can't be. */
export const registration: RegisterDeps = {
  openConnection: (connection) => openConnection(redis, connection),
  closeConnection: (connection) => closeConnection(redis, connection),
  enterRooms: (entry) => enterRooms(redis, entry),
  digestOf,
  noteEntered: (noted) => noteEntered(redis, noted),
  readHeads: (of) => readHeads(database, of),
  tellArrival,
  onUnregistered: (error) =>
    log.warn('redis.unavailable', { reason: 'the connection is not registered', error }),
};
