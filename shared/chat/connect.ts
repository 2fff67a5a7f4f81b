import { ChatError } from '../protocol/errors.ts';
import type { ConnectionScope } from './connection-scope.ts';
import { type ReadHeads, type RegisterDeps, registerConnection, roomsOf } from './register-connection.ts';

export type ConnectDeps = RegisterDeps & {
  readonly readHeads: ReadHeads;
  /** Told when the connection opens unregistered because Redis is away: its first ping registers it. */
  readonly onUnregistered: (reason: ChatError) => void;
};

/**
 * Opens a connection: registers it in its rooms before anything is read for it, so nothing falls between snapshot and stream.
 *
 * @throws ChatError `unauthenticated`, `rate_limited` when the user has too many connections, `unavailable`.
 */
export async function connect(deps: ConnectDeps, scope: ConnectionScope): Promise<void> {
  const heads = await deps.readHeads({ userId: scope.user.id, sessionId: scope.session });
  if (!heads) throw new ChatError('cannot connect: the session has ended', { code: 'unauthenticated' });
  let registered = true;
  try {
    registered = await registerConnection(deps, { scope, rooms: roomsOf(scope, heads) });
  } catch (error) {
    if (!(error instanceof ChatError && error.fields.code === 'unavailable')) throw error;
    deps.onUnregistered(error);
  }
  if (!registered) throw new ChatError('cannot connect: too many connections', { code: 'rate_limited' });
}
