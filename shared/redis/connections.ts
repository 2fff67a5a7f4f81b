import { randomBytes } from 'node:crypto';
import type { RoomId, SessionId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { type RedisClient, withRedis } from './client.ts';
import closeLua from './close-connection.lua';
import { noteDeparture } from './departures.ts';
import doubtLua from './doubt-entered.lua';
import { keys } from './keys.ts';
import noteLua from './note-entered.lua';
import openLua from './open-connection.lua';
import renewLua from './renew-connection.lua';
import { runScript, script } from './script.ts';

export const openConnectionScript = script('open-connection', openLua, { keys: 3 });
export const renewConnectionScript = script('renew-connection', renewLua, { keys: 2 });
export const noteEnteredScript = script('note-entered', noteLua, { keys: 1 });
export const doubtEnteredScript = script('doubt-entered', doubtLua, { keys: 1 });
export const closeConnectionScript = script('close-connection', closeLua, { keys: 2 });

/** One WebSocket of one device of one user. */
export type Connection = { readonly user: UserId; readonly connection: string };
export type NewConnection = Connection & {
  readonly session: SessionId;
  /** The only room of the connection; undefined: all of the user's. */
  readonly only?: RoomId | undefined;
};

const keysOf = (user: UserId) => [keys.userConnections(user), keys.connectionDetails(user)];

/**
 * What a connection is to its user: none, since there are too many open; another one, or the same again; the first one; or the
 * first one of a user whom others were told to have gone.
 */
export type Opening = 'refused' | 'another' | 'first' | 'back';
const openings: readonly Opening[] = ['refused', 'another', 'first', 'back'];

/** Registers a connection under a lease. */
export async function openConnection(redis: RedisClient, opened: NewConnection): Promise<Opening> {
  const answer = await runScript(redis, openConnectionScript, {
    on: [...keysOf(opened.user), keys.away(opened.user)],
    with: [
      opened.connection,
      `${opened.session}/${opened.only ?? ''}/`,
      limits.leaseSeconds,
      limits.connectionsPerUser,
    ],
  });
  return openings[Number(answer)] ?? 'refused';
}

/**
 * Renews the lease. Answers what was noted of the rooms that the connection has entered: empty before any was, and nothing that was
 * noted when that is in doubt. Undefined when it is not registered.
 */
export async function renewConnection(
  redis: RedisClient,
  { user, connection }: Connection,
): Promise<string | undefined> {
  const answer = await runScript(redis, renewConnectionScript, {
    on: keysOf(user),
    with: [connection, limits.leaseSeconds],
  });
  return typeof answer === 'string' ? toDetails(answer).entered : undefined;
}

/** Notes what stands for the rooms that a connection has entered, unless something else was noted since `before` was. */
export async function noteEntered(
  redis: RedisClient,
  { user, connection, before, entered }: Connection & { readonly before: string; readonly entered: string },
): Promise<void> {
  await runScript(redis, noteEnteredScript, {
    on: [keys.connectionDetails(user)],
    with: [connection, before, entered],
  });
}

/** Has the connections of a user enter their rooms again, each with its next heartbeat, also those that are just entering. */
export async function doubtEntered(redis: RedisClient, user: UserId): Promise<void> {
  await runScript(redis, doubtEnteredScript, {
    on: [keys.connectionDetails(user)],
    // Short, so that Redis keeps the few details of a user in one piece (hash-max-listpack-value, 64 bytes).
    with: [`!${randomBytes(12).toString('base64url')}`],
  });
}

/** Forgets a connection of a user; one that is unknown is nothing. Whose last one it was has departed. */
export async function closeConnection(redis: RedisClient, { user, connection }: Connection): Promise<void> {
  const on = keysOf(user);
  const second = Number(await runScript(redis, closeConnectionScript, { on, with: [connection] }));
  if (second > 0) await noteDeparture(redis, { user, second });
}

export type UserConnection = {
  readonly connection: string;
  readonly session: SessionId;
  /** The id of the only room of the connection; empty: all of the user's. */
  readonly only: string;
};

/** The registered connections of a user. */
export async function connectionsOf(redis: RedisClient, user: UserId): Promise<readonly UserConnection[]> {
  const details = await withRedis(() => redis.hgetall(keys.connectionDetails(user)));
  return Object.entries(details).map(([connection, detail]) => {
    const { session, only } = toDetails(detail);
    return { connection, session, only };
  });
}

function toDetails(text: string) {
  const [session = '', only = '', entered = ''] = text.split('/');
  return { session: session as SessionId, only, entered };
}
