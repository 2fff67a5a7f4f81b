import type { Caller } from '../chat/authenticate.ts';
import { removeMember } from '../chat/membership.ts';
import type { ConfirmDeps } from '../chat/sessions.ts';
import { listRoomIds } from '../postgres/rooms.ts';
import { findCredentials } from '../postgres/users.ts';
import { ChatError } from '../protocol/errors.ts';
import { attempts } from './attempts.ts';
import { database } from './database.ts';
import { rooms } from './rooms.ts';
import { secrets } from './secrets.ts';

export const confirmation: ConfirmDeps = {
  ...attempts,
  secrets,
  findCredentials: (username) => findCredentials(database, username),
};

/** The room was deleted meanwhile, or left elsewhere. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ChatError && error.fields.code === 'not_found')) throw error;
}

/** Takes the caller out of every room, one after another; each room is told. Works for an account that was removed just now. */
export async function leaveAllRooms(caller: Caller): Promise<void> {
  for (const roomId of await listRoomIds(database, caller.user.id)) {
    await removeMember(rooms, caller, { roomId, userId: caller.user.id }).catch(unlessGone);
  }
}
