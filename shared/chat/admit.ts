import type { SessionRow } from '../postgres/users.ts';
import { ChatError } from '../protocol/errors.ts';
import { asRoomId, type RoomId, type UserId } from '../protocol/ids.ts';
import { asRoomName } from '../protocol/text.ts';
import { type AuthenticateDeps, authenticate, type Caller, toCaller } from './authenticate.ts';

export type AdmitDeps = AuthenticateDeps & {
  readonly redeemTicket: (hash: Buffer) => Promise<SessionRow | undefined>;
  readonly findRoomsByName: (named: {
    readonly userId: UserId;
    readonly name: string;
  }) => Promise<readonly { readonly id: RoomId }[]>;
  readonly isMember: (of: { readonly roomId: RoomId; readonly userId: UserId }) => Promise<boolean>;
};

export type Handshake = {
  readonly ticket: string | undefined;
  readonly authorization: string | undefined;
  /** The id or the name of a room. */
  readonly room: string | undefined;
};

async function authenticateHandshake(deps: AdmitDeps, { ticket, authorization }: Handshake): Promise<Caller> {
  if (ticket === undefined) return authenticate(deps, authorization);
  const row = await deps.redeemTicket(deps.hashToken(ticket));
  if (!row) throw new ChatError('cannot connect: the ticket is not valid', { code: 'unauthenticated' });
  return toCaller(row);
}

async function findRoom(deps: AdmitDeps, userId: UserId, wanted: string): Promise<RoomId> {
  const id = asRoomId(wanted);
  if (id !== undefined && (await deps.isMember({ roomId: id, userId }))) return id;
  // What can't be a name is no room's: a NUL in it must not reach Postgres, which refuses it.
  const name = asRoomName(wanted);
  const [room, another] = name === undefined ? [] : await deps.findRoomsByName({ userId, name });
  if (another) throw new ChatError('cannot connect: several rooms have this name', { code: 'conflict' });
  if (!room) throw new ChatError('cannot connect: there is no such room', { code: 'not_found' });
  return room.id;
}

/** Who may connect, and to which one room (undefined: to all of the user's). A room that can't be had is a refusal. */
export type Admission = Caller & {
  readonly only: RoomId | undefined;
  readonly refusal: ChatError | undefined;
};

/**
 * Decides on a WebSocket handshake: by ticket (used up by it), or by session token.
 *
 * @throws ChatError `unauthenticated`, `unavailable`.
 */
export async function admit(deps: AdmitDeps, handshake: Handshake): Promise<Admission> {
  const caller = await authenticateHandshake(deps, handshake);
  if (handshake.room === undefined) return { ...caller, only: undefined, refusal: undefined };
  try {
    const only = await findRoom(deps, caller.user.id, handshake.room);
    return { ...caller, only, refusal: undefined };
  } catch (error) {
    if (!(error instanceof ChatError) || error.fields.code === 'unavailable') throw error;
    return { ...caller, only: undefined, refusal: error };
  }
}
