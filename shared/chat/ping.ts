import type { HeadRow } from '../postgres/rooms.ts';
import type { RoomId } from '../protocol/ids.ts';
import type { Pong } from '../protocol/server-frames.ts';
import type { Connection, Opening } from '../redis/connections.ts';
import type { ConnectionScope } from './connection-scope.ts';
import {
  enter,
  enterItsRooms,
  openUnderUser,
  type RegisterDeps,
  readHeads,
  unlessAway,
} from './register-connection.ts';

export type PingDeps = RegisterDeps & {
  /** What is noted of the rooms that the connection has entered; undefined when it is not registered. */
  readonly renewConnection: (connection: Connection) => Promise<string | undefined>;
};

type Kept = { readonly heads: readonly HeadRow[]; readonly opened?: Opening | undefined };

/** Registers the connection again, of which Redis does not know. */
async function reopen(deps: PingDeps, scope: ConnectionScope): Promise<Kept> {
  const opened = await openUnderUser(deps, scope);
  if (!opened || opened === 'refused') return { heads: await readHeads(deps, scope) };
  return { heads: await enterItsRooms(deps, scope), opened };
}

/**
 * Renews the connection's registration. It enters its rooms when it is not known to be in them all, and in no others: who should
 * have let it in was killed or could not reach Redis, or it was taken out of one.
 */
async function keep(deps: PingDeps, scope: ConnectionScope): Promise<Kept> {
  const connection = { user: scope.user.id, connection: scope.connection };
  const known = await unlessAway(deps, async () => ({ entered: await deps.renewConnection(connection) }));
  if (known && known.entered === undefined) return reopen(deps, scope);
  const heads = await readHeads(deps, scope);
  const entered = known?.entered;
  if (entered !== undefined && entered !== deps.digestOf(heads.map(({ id }) => id))) {
    await enter(deps, { scope, heads, before: entered });
  }
  return { heads };
}

/**
 * Keeps a connection: renews its lease, or registers it again when Redis no longer knows it, and tells the heads of its
 * rooms.
 *
 * @throws ChatError `unauthenticated` when the session has ended, `unavailable`.
 */
export async function ping(
  deps: PingDeps,
  { scope, rooms }: { readonly scope: ConnectionScope; readonly rooms: readonly RoomId[] | undefined },
): Promise<Pong> {
  const { heads, opened } = await keep(deps, scope);
  // Only who was told to have gone: after a loss of Redis each connection of each user comes by here, and nobody had gone.
  if (opened === 'back') await deps.tellArrival({ user: scope.user.id, opening: opened });
  const told = heads.filter(({ id }) => !rooms || rooms.includes(id));
  return {
    type: 'pong',
    heads: Object.fromEntries(told.map(({ id, epoch, head }) => [id, { epoch, seq: head }])),
  };
}
