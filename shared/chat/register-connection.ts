import type { HeadRow } from '../postgres/rooms.ts';
import { ChatError } from '../protocol/errors.ts';
import type { RoomId, SessionId, UserId } from '../protocol/ids.ts';
import type { Connection, NewConnection, Opening } from '../redis/connections.ts';
import type { Arrival } from './arrive.ts';
import type { ConnectionScope } from './connection-scope.ts';

export type RegisterDeps = {
  readonly openConnection: (connection: NewConnection) => Promise<Opening>;
  readonly closeConnection: (connection: Connection) => Promise<void>;
  readonly enterRooms: (connection: Connection & { readonly rooms: readonly RoomId[] }) => Promise<void>;
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
    if (!(error instanceof ChatError && error.fields.code === 'unavailable')) throw error;
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
 * Enters a connection that is registered under its user into its rooms, and answers their heads. The rooms are read after
 * the registration: one that the user is added to meanwhile is either read here, or entered by whoever adds the user.
 *
 * What is half registered is taken back, so that the next ping begins anew.
 *
 * @throws ChatError `unauthenticated`, `unavailable`.
 */
export async function enterItsRooms(deps: RegisterDeps, scope: ConnectionScope): Promise<readonly HeadRow[]> {
  const connection = connectionOf(scope);
  let isEntered = false;
  try {
    const heads = await readHeads(deps, scope);
    const entry = { ...connection, rooms: heads.map(({ id }) => id) };
    isEntered = (await unlessAway(deps, () => deps.enterRooms(entry).then(() => true))) ?? false;
    return heads;
  } finally {
    if (!isEntered) await unlessAway(deps, () => deps.closeConnection(connection));
  }
}
