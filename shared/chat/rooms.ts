import type { HeadRow, ListedRoom, RoomKey } from '../postgres/rooms.ts';
import type { UserRow } from '../postgres/users.ts';
import { ChatError } from '../protocol/errors.ts';
import type { Batch, RoomEvent } from '../protocol/events.ts';
import type { Room } from '../protocol/http-bodies.ts';
import type { RoomId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { type AttemptDeps, guardAttempt } from './attempt.ts';
import type { Caller } from './authenticate.ts';

/** No such room, or none that the caller may see: told the same. */
export const noSuchRoom = () =>
  new ChatError('cannot find the room: there is no such room', { code: 'not_found' });

export type ListRoomsDeps = {
  readonly listRooms: (of: {
    readonly userId: UserId;
    readonly roomId?: RoomId;
  }) => Promise<readonly ListedRoom[]>;
};

const toRoom = ({ created_at, ...room }: ListedRoom): Room => ({
  ...room,
  createdAt: created_at.toISOString(),
});

/** The caller's rooms, the one with the newest event first. */
export async function listRooms(deps: ListRoomsDeps, { user }: Caller): Promise<readonly Room[]> {
  const rows = await deps.listRooms({ userId: user.id });
  return rows.map(toRoom);
}

/** @throws ChatError `not_found` for a room that the caller is not in. */
export async function getRoom(deps: ListRoomsDeps, { user }: Caller, roomId: RoomId): Promise<Room> {
  const [row] = await deps.listRooms({ userId: user.id, roomId });
  if (!row) throw noSuchRoom();
  return toRoom(row);
}

export type CreateRoomDeps = ListRoomsDeps &
  AttemptDeps & {
    /** Those who are in as many rooms as anybody may be. */
    readonly findBusy: (users: readonly UserId[]) => Promise<readonly UserId[]>;
    readonly findUsers: (usernames: readonly string[]) => Promise<readonly UserRow[]>;
    readonly createRoom: (room: {
      readonly name: string;
      readonly owner: UserId;
      readonly members: readonly UserId[];
    }) => Promise<RoomKey>;
    readonly follow: (user: UserId, room: RoomId, addedAt: Date) => Promise<void>;
  };

function refuseUnknown(usernames: readonly string[], found: readonly UserRow[]): void {
  const known = new Set(found.map(({ username }) => username.toLowerCase()));
  const unknown = usernames.flatMap((name, index) => (known.has(name.toLowerCase()) ? [] : [index]));
  if (unknown.length === 0) return;
  throw new ChatError('cannot create the room: there is no such user', {
    code: 'not_found',
    details: unknown.map((index) => ({ path: `members.${index}`, message: 'is no user' })),
  });
}

function refuseBusy(busy: readonly UserId[], usernames: readonly string[], found: readonly UserRow[]): void {
  if (busy.length === 0) return;
  const names = new Set(
    found.filter(({ id }) => busy.includes(id)).map((user) => user.username.toLowerCase()),
  );
  const message = `is in ${limits.roomsPerUser} rooms`;
  const details = usernames.flatMap((name, index) =>
    names.has(name.toLowerCase()) ? [{ path: `members.${index}`, message }] : [],
  );
  const who = details.length > 0 ? 'a member' : 'who creates it';
  throw new ChatError(`cannot create the room: ${who} ${message}`, { code: 'conflict', details });
}

/**
 * Creates a room with the caller as owner; all or nothing.
 *
 * @throws ChatError `not_found` when one of the usernames is nobody's, `conflict` when somebody is in as many rooms as anybody may be,
 * `rate_limited` when the caller created many.
 */
export async function createRoom(
  deps: CreateRoomDeps,
  caller: Caller,
  { name, members }: { readonly name: string; readonly members: readonly string[] },
): Promise<Room> {
  const found = members.length === 0 ? [] : await deps.findUsers(members);
  refuseUnknown(members, found);
  const others = found.map(({ id }) => id).filter((id) => id !== caller.user.id);
  const guard = { key: `rooms:${caller.user.id}`, free: limits.roomsPerHour, longestSeconds: 900 };
  await guardAttempt(deps, [guard], 'create the room');
  refuseBusy(await deps.findBusy([caller.user.id, ...others]), members, found);
  const { id } = await deps.createRoom({ name, owner: caller.user.id, members: others });
  // Whoever was removed from it was removed since.
  const addedAt = new Date(0);
  await Promise.all([caller.user.id, ...others].map((user) => deps.follow(user, id, addedAt)));
  return getRoom(deps, caller, id);
}

export type ReadHistoryDeps = {
  readonly readHead: (of: {
    readonly roomId: RoomId;
    readonly userId: UserId;
  }) => Promise<Omit<HeadRow, 'id'> | undefined>;
  readonly readEvents: (stretch: {
    readonly roomId: RoomId;
    readonly limit: number;
    readonly after?: number | undefined;
    readonly before?: number | undefined;
  }) => Promise<readonly RoomEvent[]>;
};

export type HistoryPage = Pick<Batch, 'epoch' | 'events'> & { readonly head: number; readonly more: boolean };

/**
 * Reads a page of a room's events, in seq order: after a seq, before one, or the newest.
 *
 * @throws ChatError `not_found` for a room that the caller is not in.
 */
export async function readHistory(
  deps: ReadHistoryDeps,
  { user }: Caller,
  query: {
    readonly roomId: RoomId;
    readonly after?: number | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
  },
): Promise<HistoryPage> {
  const head = await deps.readHead({ roomId: query.roomId, userId: user.id });
  if (!head) throw noSuchRoom();
  const onward = query.after !== undefined;
  // What came after the membership was looked at is told by the next page, if the caller is still a member by then. It takes no
  // place of this one: who reads backwards gets as many as asked for.
  const end = Math.min(query.before ?? Number.POSITIVE_INFINITY, head.head + 1);
  const read = await deps.readEvents(onward ? query : { ...query, before: end });
  const events = onward ? read.filter(({ seq }) => seq <= head.head) : read;
  const edge = (onward ? events.at(-1) : events[0])?.seq;
  const more = edge !== undefined && (onward ? edge < head.head : edge > 1);
  return { epoch: head.epoch, head: head.head, events, more };
}
