import type { AddedMember, MemberRow } from '../postgres/members.ts';
import type { MemberChange } from '../postgres/remove-member.ts';
import { ChatError } from '../protocol/errors.ts';
import type { Batch, Role } from '../protocol/events.ts';
import type { Member } from '../protocol/http-bodies.ts';
import type { RoomId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { type AttemptDeps, guardAttempt } from './attempt.ts';
import type { Caller } from './authenticate.ts';
import { noSuchRoom } from './rooms.ts';

/** What every change of a room's members or name needs. */
type ChangeDeps = {
  readonly findRole: (of: { readonly roomId: RoomId; readonly userId: UserId }) => Promise<Role | undefined>;
  readonly announce: (batch: Batch) => Promise<void>;
  /** Makes a user's open connections follow a room, and tells them, unless the user was removed since. */
  readonly follow: (user: UserId, room: RoomId, addedAt: Date) => Promise<void>;
  /** Takes a user's open connections out of a room, at once and for a while. */
  readonly bar: (user: UserId, room: RoomId) => Promise<void>;
  /** The same after the removal, in case Redis lost the bar meanwhile. Best effort: never throws. */
  readonly barAgain: (user: UserId, room: RoomId) => Promise<void>;
  /** Tells a user's open connections that they are out of a room. */
  readonly tellRemoved: (users: readonly UserId[], room: RoomId) => Promise<void>;
};

async function requireMember(deps: ChangeDeps, { user }: Caller, roomId: RoomId): Promise<Role> {
  const role = await deps.findRole({ roomId, userId: user.id });
  if (!role) throw noSuchRoom();
  return role;
}

async function requireOwner(deps: ChangeDeps, caller: Caller, roomId: RoomId, what: string): Promise<void> {
  const role = await requireMember(deps, caller, roomId);
  if (role !== 'owner') throw new ChatError(`cannot ${what}: only the owner may`, { code: 'forbidden' });
}

/**
 * Counts an added member, a removed one or a rename for who makes it: each is an event, and nothing else holds them.
 *
 * @throws ChatError `rate_limited` with the wait.
 */
async function countChange(deps: AttemptDeps, { user }: Caller, what: string): Promise<void> {
  const { roomChangesPerHour: free, roomChangeSeconds: longestSeconds } = limits;
  await guardAttempt(deps, [{ key: `changes:${user.id}`, free, longestSeconds }], what);
}

export type ListMembersDeps = Pick<ChangeDeps, 'findRole'> & {
  readonly listMembers: (room: RoomId) => Promise<readonly MemberRow[]>;
  /** Empty when that can't be known now. */
  readonly whoIsOnline: (users: readonly UserId[]) => Promise<ReadonlySet<UserId>>;
};

/** The members of a room with role, presence and read cursor. @throws ChatError `not_found`. */
export async function listMembers(
  deps: ListMembersDeps,
  { user }: Caller,
  roomId: RoomId,
): Promise<readonly Member[]> {
  if (!(await deps.findRole({ roomId, userId: user.id }))) throw noSuchRoom();
  const rows = await deps.listMembers(roomId);
  const online = await deps.whoIsOnline(rows.map(({ id }) => id));
  return rows.map((row) => toMember(row, online));
}

const toMember = (
  { id, username, role, joined_at, read_seq }: MemberRow,
  online: ReadonlySet<UserId>,
): Member => ({
  user: { id, username },
  role,
  joinedAt: joined_at.toISOString(),
  online: online.has(id),
  read: read_seq,
});

export type AddMemberDeps = AttemptDeps &
  Pick<ChangeDeps, 'announce' | 'follow'> &
  Pick<ListMembersDeps, 'whoIsOnline'> & {
    readonly addMember: (change: {
      readonly roomId: RoomId;
      readonly actor: UserId;
      readonly username: string;
    }) => Promise<AddedMember>;
  };

/**
 * Adds a user to a room; any member may. Adding one who is in it already changes nothing.
 *
 * @throws ChatError `not_found` for a room that the caller is not in, or a username that is nobody's; `conflict` when the user is
 * in as many rooms as anybody may be; `rate_limited` when the caller changed much.
 */
export async function addMember(
  deps: AddMemberDeps,
  caller: Caller,
  { roomId, username }: { readonly roomId: RoomId; readonly username: string },
): Promise<Member> {
  await countChange(deps, caller, 'add the member');
  const added = await deps.addMember({ roomId, actor: caller.user.id, username });
  if (added.kind === 'notAllowed') throw noSuchRoom();
  if (added.kind === 'noSuchUser') {
    throw new ChatError('cannot add the member: there is no such user', { code: 'not_found' });
  }
  if (added.kind === 'tooManyRooms') {
    throw new ChatError(`cannot add the member: is in ${limits.roomsPerUser} rooms`, { code: 'conflict' });
  }
  const { member, batch } = added;
  if (batch) {
    await deps.follow(member.id, roomId, member.joined_at);
    await deps.announce(batch);
  }
  return toMember(member, await deps.whoIsOnline([member.id]));
}

const noSuchMember = () =>
  new ChatError('cannot remove the member: there is no such member', { code: 'not_found' });

export type RemoveMemberDeps = AttemptDeps &
  ChangeDeps & { readonly removeMember: (change: MemberChange) => Promise<Batch | undefined> };

async function requireRemovable(
  deps: RemoveMemberDeps,
  caller: Caller,
  { roomId, userId }: { readonly roomId: RoomId; readonly userId: UserId },
): Promise<void> {
  const isLeaving = userId === caller.user.id;
  if (isLeaving) await requireMember(deps, caller, roomId);
  else await requireOwner(deps, caller, roomId, 'remove the member');
  if (!(await deps.findRole({ roomId, userId }))) throw noSuchMember();
  if (!isLeaving) await countChange(deps, caller, 'remove the member');
}

/**
 * Removes a member (its owner may), or leaves a room (oneself). The removed user's connections are out of the room before
 * the removal is committed, so that no event after it reaches them. To leave is free: nobody is kept in a room.
 *
 * @throws ChatError `not_found` for a room that the caller is not in or a user who is no member, `forbidden`, `rate_limited` when
 * the caller changed much.
 */
export async function removeMember(
  deps: RemoveMemberDeps,
  caller: Caller,
  { roomId, userId }: { readonly roomId: RoomId; readonly userId: UserId },
): Promise<void> {
  await requireRemovable(deps, caller, { roomId, userId });
  await deps.bar(userId, roomId);
  const batch = await deps.removeMember({ roomId, actor: caller.user.id, member: userId });
  // Somebody else removed the member first. The bar stays: to lift it here would let a removed user's connections in.
  if (!batch) throw noSuchMember();
  await deps.barAgain(userId, roomId);
  await deps.tellRemoved([userId], roomId);
  await deps.announce(batch);
}

export type RenameRoomDeps = AttemptDeps &
  ChangeDeps & {
    readonly renameRoom: (change: {
      readonly roomId: RoomId;
      readonly actor: UserId;
      readonly name: string;
    }) => Promise<Batch | undefined>;
  };

/** Renames a room; its owner may. @throws ChatError `not_found`, `forbidden`, `rate_limited` when the caller changed much. */
export async function renameRoom(
  deps: RenameRoomDeps,
  caller: Caller,
  { roomId, name }: { readonly roomId: RoomId; readonly name: string },
): Promise<void> {
  await requireOwner(deps, caller, roomId, 'rename the room');
  await countChange(deps, caller, 'rename the room');
  const batch = await deps.renameRoom({ roomId, actor: caller.user.id, name });
  if (!batch) throw noSuchRoom();
  await deps.announce(batch);
}

export type DeleteRoomDeps = ChangeDeps & {
  readonly listMembers: (room: RoomId) => Promise<readonly MemberRow[]>;
  readonly removeRoom: (of: { readonly roomId: RoomId; readonly userId: UserId }) => Promise<boolean>;
  /** Forgets the room's connections and what waits for them. Best effort: never throws, since the room is gone by then. */
  readonly forgetRoom: (room: RoomId) => Promise<void>;
};

/** Deletes a room with all its events; its owner may. @throws ChatError `not_found`, `forbidden`. */
export async function deleteRoom(deps: DeleteRoomDeps, caller: Caller, roomId: RoomId): Promise<void> {
  await requireOwner(deps, caller, roomId, 'delete the room');
  const members = await deps.listMembers(roomId);
  if (!(await deps.removeRoom({ roomId, userId: caller.user.id }))) throw noSuchRoom();
  await deps.tellRemoved(
    members.map(({ id }) => id),
    roomId,
  );
  await deps.forgetRoom(roomId);
}
