import { ChatError } from '../protocol/errors.ts';
import type { ConnectionScope } from './connection-scope.ts';
import { enterItsRooms, openUnderUser, type RegisterDeps, readHeads } from './register-connection.ts';

/**
 * Opens a connection: registers it in its rooms before anything is read for it, so nothing falls between snapshot and stream.
 * While Redis is away it opens unregistered. With the user's first connection, others are told that the user has come.
 *
 * @throws ChatError `unauthenticated`, `rate_limited` when the user has too many connections, `unavailable`.
 */
export async function connect(deps: RegisterDeps, scope: ConnectionScope): Promise<void> {
  const opened = await openUnderUser(deps, scope);
  if (opened === 'refused') {
    throw new ChatError('cannot connect: too many connections', { code: 'rate_limited' });
  }
  const hasCome = opened === 'first' || opened === 'back';
  await Promise.all([
    opened ? enterItsRooms(deps, scope) : readHeads(deps, scope),
    hasCome && deps.tellArrival({ user: scope.user.id, opening: opened }),
  ]);
}
