import type { Gateway } from '../gateway/post.ts';
import type { Company } from '../postgres/company.ts';
import type { RoomId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { Presence } from '../protocol/server-frames.ts';
import type { Connection } from '../redis/connections.ts';
import { inParallel } from './in-parallel.ts';

/** Somebody has come, or has gone. */
export type PresenceChange = { readonly user: UserId } & Pick<Presence, 'online' | 'at'>;

/** What the deliver function is called with to tell it. */
export type PresenceCall = { readonly presence: PresenceChange };

export type TellPresenceDeps = {
  /** Undefined when the user is in no room. */
  readonly readCompany: (of: {
    readonly user: UserId;
    readonly rooms: number;
  }) => Promise<Company | undefined>;
  readonly someConnections: (of: {
    readonly rooms: readonly RoomId[];
    readonly most: number;
  }) => Promise<readonly (readonly Connection[])[]>;
  readonly post: Gateway['post'];
};

/** Whom it is told: the others in the small rooms, each connection once. In a larger one nobody follows who comes and goes. */
export function listenersOf(user: UserId, rooms: readonly (readonly Connection[])[]): readonly string[] {
  const small = rooms.filter(({ length }) => length <= limits.signConnections);
  const others = small.flat().filter((one) => one.user !== user);
  return [...new Set(others.map(({ connection }) => connection))];
}

/**
 * Tells those who share a room with a user that the user has come or gone: current members alone, of the last rooms that the user
 * joined. Once, not numbered; each post settles on its own.
 *
 * @returns how many connections took it.
 * @throws ChatError `unavailable`.
 */
export async function tellPresence(
  deps: TellPresenceDeps,
  { user, online, at }: PresenceChange,
): Promise<number> {
  const company = await deps.readCompany({ user, rooms: limits.presenceRooms });
  if (!company) return 0;
  // One more than is told, so that a larger room shows itself.
  const most = limits.signConnections + 1;
  const listeners = listenersOf(user, await deps.someConnections({ rooms: company.rooms, most }));
  const text = JSON.stringify({ type: 'presence', user: company.person, online, at } satisfies Presence);
  const told = await inParallel(listeners, limits.parallelPosts, (connection) => deps.post(connection, text));
  return told.filter((one) => one.status === 'fulfilled' && one.value === 'posted').length;
}
