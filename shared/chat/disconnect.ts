import type { RoomId } from '../protocol/ids.ts';
import type { Connection } from '../redis/connections.ts';
import type { ConnectionScope } from './connection-scope.ts';

export type DisconnectDeps = {
  readonly closeConnection: (connection: Connection) => Promise<void>;
  readonly leaveRooms: (connection: Connection & { readonly rooms: readonly RoomId[] }) => Promise<void>;
  readonly listRoomIds: (user: ConnectionScope['user']['id']) => Promise<readonly RoomId[]>;
};

/**
 * Forgets a connection that has closed. Nothing depends on it: a registration that stays ends by its lease, or by the first
 * post that finds the connection gone. Late or twice is harmless; other connections of the user are left alone.
 */
export async function disconnect(deps: DisconnectDeps, scope: ConnectionScope): Promise<void> {
  const connection = { user: scope.user.id, connection: scope.connection };
  await deps.closeConnection(connection);
  const rooms = scope.only === undefined ? await deps.listRoomIds(scope.user.id) : [scope.only];
  await deps.leaveRooms({ ...connection, rooms });
}
