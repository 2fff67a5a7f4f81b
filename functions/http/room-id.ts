import { ChatError } from '../../shared/protocol/errors.ts';
import { asRoomId, type RoomId } from '../../shared/protocol/ids.ts';

/** The room that a path names. What can't be an id is no room: told as one that is not there. */
export function roomIdOf({ id = '' }: Readonly<Record<string, string>>): RoomId {
  const roomId = asRoomId(id);
  if (!roomId) throw new ChatError('cannot find the room: there is no such room', { code: 'not_found' });
  return roomId;
}
