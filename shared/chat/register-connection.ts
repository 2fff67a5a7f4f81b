import type { RoomId, SessionId, UserId } from '../protocol/ids.ts';
import type { Connection, NewConnection } from '../redis/connections.ts';
import type { ConnectionScope } from './connection-scope.ts';

export type RegisterDeps = {
  readonly openConnection: (connection: NewConnection) => Promise<boolean>;
  readonly enterRooms: (connection: Connection & { readonly rooms: readonly RoomId[] }) => Promise<void>;
};

/** The rooms of the user that a connection is in: all of them, or the one it was opened for. */
export const roomsOf = (
  scope: ConnectionScope,
  rooms: readonly { readonly id: RoomId }[],
): readonly RoomId[] =>
  rooms.map(({ id }) => id).filter((id) => scope.only === undefined || id === scope.only);

/** Registers a connection under its user and in its rooms. False when the user has too many connections. */
export async function registerConnection(
  deps: RegisterDeps,
  { scope, rooms }: { readonly scope: ConnectionScope; readonly rooms: readonly RoomId[] },
): Promise<boolean> {
  const { connection, session, user } = scope;
  if (!(await deps.openConnection({ user: user.id, connection, session, only: scope.only }))) return false;
  await deps.enterRooms({ user: user.id, connection, rooms });
  return true;
}

export type ReadHeads = (of: {
  readonly userId: UserId;
  readonly sessionId: SessionId;
}) => Promise<readonly { readonly id: RoomId; readonly head: number }[] | undefined>;
