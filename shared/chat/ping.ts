import type { RoomId } from '../protocol/ids.ts';
import type { Pong } from '../protocol/server-frames.ts';
import type { Connection, Opening } from '../redis/connections.ts';
import type { ConnectionScope } from './connection-scope.ts';
import {
  enterItsRooms,
  openUnderUser,
  type RegisterDeps,
  readHeads,
  unlessAway,
} from './register-connection.ts';

export type PingDeps = RegisterDeps & {
  readonly renewConnection: (connection: Connection) => Promise<boolean>;
};

/** What the connection is, when it has to enter its rooms: Redis didn't know it, and knows it now. */
async function reopen(deps: PingDeps, scope: ConnectionScope): Promise<Opening | undefined> {
  const connection = { user: scope.user.id, connection: scope.connection };
  const known = await unlessAway(deps, () => deps.renewConnection(connection));
  const opened = known === false ? await openUnderUser(deps, scope) : undefined;
  return opened === 'refused' ? undefined : opened;
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
  const opened = await reopen(deps, scope);
  const heads = opened ? await enterItsRooms(deps, scope) : await readHeads(deps, scope);
  // Only who was told to have gone: after a loss of Redis each connection of each user comes by here, and nobody had gone.
  if (opened === 'back') await deps.tellArrival({ user: scope.user.id, opening: opened });
  const told = heads.filter(({ id }) => !rooms || rooms.includes(id));
  return {
    type: 'pong',
    heads: Object.fromEntries(told.map(({ id, epoch, head }) => [id, { epoch, seq: head }])),
  };
}
