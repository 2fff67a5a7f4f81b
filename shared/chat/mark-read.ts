import type { MarkedRead, ReadMark } from '../postgres/mark-read.ts';
import { ChatError } from '../protocol/errors.ts';
import type { RoomId } from '../protocol/ids.ts';
import type { Marked, Read } from '../protocol/server-frames.ts';
import type { ConnectionScope } from './connection-scope.ts';

export type MarkReadDeps = {
  readonly markRead: (mark: ReadMark) => Promise<MarkedRead>;
  /** Best effort: never throws. */
  readonly tell: (frame: Read) => Promise<void>;
};

/**
 * Moves a member's read cursor forward, and tells the others where it is now. A cursor that is there already, or further, stays
 * and nobody is told; one beyond the head goes to the head.
 *
 * @throws ChatError `not_found`, `unauthenticated`, `unavailable`.
 */
export async function markRead(
  deps: MarkReadDeps,
  { scope, room, seq }: { readonly scope: ConnectionScope; readonly room: RoomId; readonly seq: number },
): Promise<Marked> {
  const { user, session } = scope;
  const marked = await deps.markRead({ room, user: user.id, session, seq });
  if (marked.kind === 'unauthenticated') {
    throw new ChatError('cannot mark the room as read: the session has ended', { code: 'unauthenticated' });
  }
  if (marked.kind === 'notMember') {
    throw new ChatError('cannot mark the room as read: there is no such room', { code: 'not_found' });
  }
  if (marked.kind === 'moved') await deps.tell({ type: 'read', room, user, seq: marked.seq });
  return { type: 'marked', room, seq: marked.seq };
}
