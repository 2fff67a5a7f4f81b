import type { RoomId } from '../protocol/ids.ts';
import type { Pong } from '../protocol/server-frames.ts';
import type { Connection } from '../redis/connections.ts';
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

/** True when the connection has to enter its rooms: Redis didn't know it, and knows it now. */
async function isNew(deps: PingDeps, scope: ConnectionScope): Promise<boolean> {
  const connection = { user: scope.user.id, connection: scope.connection };
  const known = await unlessAway(deps, () => deps.renewConnection(connection));
  return known === false && (await openUnderUser(deps, scope)) === true;
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
  const heads = (await isNew(deps, scope)) ? await enterItsRooms(deps, scope) : await readHeads(deps, scope);
  const told = heads.filter(({ id }) => !rooms || rooms.includes(id));
  return {
    type: 'pong',
    heads: Object.fromEntries(told.map(({ id, epoch, head }) => [id, { epoch, seq: head }])),
  };
}
