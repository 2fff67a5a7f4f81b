import type { HeadRow } from '../postgres/rooms.ts';
import { ChatError, isUnavailable } from '../protocol/errors.ts';
import type { RoomId, SessionId, UserId } from '../protocol/ids.ts';
import type { Connection, NewConnection, Opening } from '../redis/connections.ts';
import type { Arrival } from './arrive.ts';
import type { ConnectionScope } from './connection-scope.ts';

export type RegisterDeps = {
  readonly openConnection: (connection: NewConnection) => Promise<Opening>;
  readonly closeConnection: (connection: Connection) => Promise<void>;
  /** Answers the rooms that it is in now: all but those that its user is kept out of. */
  readonly enterRooms: (
    connection: Connection & { readonly rooms: readonly RoomId[] },
  ) => Promise<readonly RoomId[]>;
  /** Stands for a set of rooms. */
  readonly digestOf: (rooms: readonly RoomId[]) => string;
  /** Notes what stands for the rooms that a connection has entered, unless something else was noted since `before` was. */
  readonly noteEntered: (
    noted: Connection & { readonly before: string; readonly entered: string },
  ) => Promise<void>;
  /** The heads of the user's rooms; undefined when the session has ended. */
  readonly readHeads: (of: {
    readonly userId: UserId;
    readonly sessionId: SessionId;
  }) => Promise<readonly HeadRow[] | undefined>;
  /** Has others told that a user is there. Best effort: never throws, and soon done. */
  readonly tellArrival: (arrival: Arrival) => Promise<void>;
  /** Told when Redis is away: the connection stays unregistered until a ping finds Redis again. */
  readonly onUnregistered: (reason: ChatError) => void;
};

/** The rooms of the user that a connection is in: all of them, or the one it was opened for. */
const roomsOf = (scope: ConnectionScope, rooms: readonly HeadRow[]): readonly HeadRow[] =>
  rooms.filter(({ id }) => scope.only === undefined || id === scope.only);

const connectionOf = ({ user, connection }: ConnectionScope): Connection => ({ user: user.id, connection });

/** Does what needs Redis; undefined when Redis is away. */
export async function unlessAway<Result>(
  { onUnregistered }: Pick<RegisterDeps, 'onUnregistered'>,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    onUnregistered(error);
    return undefined;
  }
}

/** Registers a connection under its user. Undefined when Redis is away. */
export function openUnderUser(deps: RegisterDeps, scope: ConnectionScope): Promise<Opening | undefined> {
  const { session, only } = scope;
  return unlessAway(deps, () => deps.openConnection({ ...connectionOf(scope), session, only }));
}

/** Reads the heads of the connection's rooms. @throws ChatError `unauthenticated` when the session has ended. */
export async function readHeads(deps: RegisterDeps, scope: ConnectionScope): Promise<readonly HeadRow[]> {
  const heads = await deps.readHeads({ userId: scope.user.id, sessionId: scope.session });
  if (!heads) throw new ChatError('cannot go on: the session has ended', { code: 'unauthenticated' });
  return roomsOf(scope, heads);
}

/**
 * Enters a connection into its rooms. False when Redis is away: then its next ping does it again, and so it does where the user is
 * kept out of a room for a while, since a removal is under way, or was not committed.
 */
export async function enter(
  deps: RegisterDeps,
  {
    scope,
    heads,
    before,
  }: { readonly scope: ConnectionScope; readonly heads: readonly HeadRow[]; readonly before: string },
): Promise<boolean> {
  const connection = connectionOf(scope);
  const isEntered = await unlessAway(deps, async () => {
    const rooms = await deps.enterRooms({ ...connection, rooms: heads.map(({ id }) => id) });
    await deps.noteEntered({ ...connection, before, entered: deps.digestOf(rooms) });
    return true;
  });
  return isEntered ?? false;
}

/**
 * Enters a connection that was just registered under its user into its rooms, and answers their heads. The rooms are read after
 * the registration: one that the user is added to meanwhile is either read here, or entered by whoever adds the user.
 *
 * What is half registered is taken back, so that the next ping begins anew.
 *
 * @throws ChatError `unauthenticated`, `unavailable`.
 */
export async function enterItsRooms(deps: RegisterDeps, scope: ConnectionScope): Promise<readonly HeadRow[]> {
  let isEntered = false;
  try {
    const heads = await readHeads(deps, scope);
    isEntered = await enter(deps, { scope, heads, before: '' });
    return heads;
  } finally {
    if (!isEntered) await unlessAway(deps, () => deps.closeConnection(connectionOf(scope)));
  }
}
