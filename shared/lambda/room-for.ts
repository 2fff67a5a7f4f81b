import type { ConnectionScope } from '../chat/connection-scope.ts';
import { ChatError } from '../protocol/errors.ts';
import type { RoomId } from '../protocol/ids.ts';

/**
 * The room that a frame is for: the one it names, or the only one of the connection.
 *
 * @throws ChatError `invalid_request` when there is neither.
 */
export function roomFor({ only }: ConnectionScope, named: RoomId | undefined): RoomId {
  const room = named ?? only;
  if (room === undefined) {
    throw new ChatError('cannot answer: no room is named', {
      code: 'invalid_request',
      details: [{ path: 'room', message: 'is missing' }],
    });
  }
  return room;
}
