import { ChatError } from '../protocol/errors.ts';
import type { RoomId } from '../protocol/ids.ts';
import type { Pong } from '../protocol/server-frames.ts';
import type { Connection } from '../redis/connections.ts';
import type { ConnectionScope } from './connection-scope.ts';
import { type ReadHeads, type RegisterDeps, registerConnection, roomsOf } from './register-connection.ts';

export type PingDeps = RegisterDeps & {
  readonly readHeads: ReadHeads;
  readonly renewConnection: (connection: Connection) => Promise<boolean>;
  /** Told when the lease could not be renewed because Redis is away; the next ping tries again. */
  readonly onUnregistered: (reason: ChatError) => void;
};

async function renew(deps: PingDeps, scope: ConnectionScope, rooms: readonly RoomId[]): Promise<void> {
  try {
    if (await deps.renewConnection({ user: scope.user.id, connection: scope.connection })) return;
    await registerConnection(deps, { scope, rooms });
  } catch (error) {
    if (!(error instanceof ChatError && error.fields.code === 'unavailable')) throw error;
    deps.onUnregistered(error);
  }
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
  const heads = await deps.readHeads({ userId: scope.user.id, sessionId: scope.session });
  if (!heads) throw new ChatError('cannot ping: the session has ended', { code: 'unauthenticated' });
  const mine = new Set(roomsOf(scope, heads));
  await renew(deps, scope, [...mine]);
  const told = heads.filter(({ id }) => mine.has(id) && (!rooms || rooms.includes(id)));
  return { type: 'pong', heads: Object.fromEntries(told.map(({ id, head }) => [id, head])) };
}
