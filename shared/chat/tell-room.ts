import type { Gateway } from '../gateway/post.ts';
import type { RoomId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { Read, Typing } from '../protocol/server-frames.ts';
import type { Connection } from '../redis/connections.ts';
import { inParallel } from './in-parallel.ts';

export type TellRoomDeps = {
  readonly roomConnections: (room: RoomId) => Promise<readonly Connection[]>;
  readonly post: Gateway['post'];
};

export type Sign = {
  readonly frame: Read | Typing;
  /** The connection that it comes from: it is not told. */
  readonly from: string;
};

/**
 * Whom a sign is for: everybody in a small room; in a larger one nobody, but that a user's other devices learn what was read.
 * What somebody types is nothing new to their own devices.
 */
export function listenersOf(all: readonly Connection[], { frame, from }: Sign): readonly Connection[] {
  const isOwn = (user: UserId) => user === frame.user.id;
  const others = all.filter(({ connection }) => connection !== from);
  if (frame.type === 'typing') return isSmall(all) ? others.filter(({ user }) => !isOwn(user)) : [];
  return isSmall(all) ? others : others.filter(({ user }) => isOwn(user));
}

const isSmall = (all: readonly Connection[]): boolean => all.length <= limits.signConnections;

/** Posts a passing sign to a room's connections: once, not numbered. Each settles on its own. Returns how many took it. */
export async function tellRoom(deps: TellRoomDeps, sign: Sign): Promise<number> {
  const listeners = listenersOf(await deps.roomConnections(sign.frame.room), sign);
  const text = JSON.stringify(sign.frame);
  const told = await inParallel(listeners, limits.parallelPosts, ({ connection }) =>
    deps.post(connection, text),
  );
  return told.filter((one) => one.status === 'fulfilled' && one.value === 'posted').length;
}
