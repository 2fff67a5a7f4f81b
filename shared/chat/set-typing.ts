import type { RoomId } from '../protocol/ids.ts';
import type { Typing } from '../protocol/server-frames.ts';
import type { TypingSign } from '../redis/typing.ts';
import type { ConnectionScope } from './connection-scope.ts';

export type SetTypingDeps = {
  /** False when the connection is not in the room, or said so too lately. */
  readonly takeTyping: (sign: TypingSign) => Promise<boolean>;
  /** Best effort: never throws. */
  readonly tell: (frame: Typing) => Promise<void>;
};

/**
 * Tells the others in a room that a member is writing, or no longer. Nothing is stored. What comes too often, or from a
 * connection that is not in the room, is dropped.
 *
 * @throws ChatError `unavailable` when Redis can't be asked.
 */
export async function setTyping(
  deps: SetTypingDeps,
  { scope, room, on }: { readonly scope: ConnectionScope; readonly room: RoomId; readonly on: boolean },
): Promise<void> {
  const { user, connection } = scope;
  if (!(await deps.takeTyping({ room, user: user.id, connection, on }))) return;
  await deps.tell({ type: 'typing', room, user, on });
}
