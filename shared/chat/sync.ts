import type { RoomNews, SyncQuery } from '../postgres/sync.ts';
import type { Sync } from '../protocol/client-frames.ts';
import { ChatError } from '../protocol/errors.ts';
import type { RoomEvent } from '../protocol/events.ts';
import { RoomId, type SessionId, type UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { parse } from '../protocol/parse.ts';
import type { Synced, SyncedRoom } from '../protocol/server-frames.ts';
import { sizeOf, takeFitting } from './batches.ts';

export type SyncDeps = {
  readonly readNews: (query: SyncQuery) => Promise<readonly RoomNews[] | undefined>;
};

export type SyncCommand = {
  readonly user: UserId;
  readonly session: SessionId;
  readonly only: RoomId | undefined;
  readonly cursors: Sync['cursors'];
};

/** What a room takes in the answer beside its events. */
const roomBytes = 150;

function chooseFitting({ onward, events }: RoomNews, bytes: number): readonly RoomEvent[] {
  if (sizeOf(events) <= bytes) return events;
  if (onward) return takeFitting(events, bytes);
  return takeFitting(events.toReversed(), bytes).toReversed();
}

/**
 * Reads what a client missed in its rooms: what follows each cursor, or the newest page where that is too far behind.
 * The answer fits in one frame; a room that has `more` is asked for again.
 *
 * @throws ChatError `unauthenticated`, `not_found` when none of the rooms asked for is the user's, `unavailable`.
 */
export async function sync(deps: SyncDeps, { cursors, ...who }: SyncCommand): Promise<Synced> {
  const news = await deps.readNews({
    ...who,
    cursors:
      cursors && Object.entries(cursors).map(([room, at]) => ({ room: parse(RoomId, room, 'room'), ...at })),
    events: limits.pageEvents,
    bytes: limits.frameOutBytes,
  });
  if (!news) throw new ChatError('cannot sync: the session has ended', { code: 'unauthenticated' });
  if (cursors && news.length === 0 && Object.keys(cursors).length > 0) {
    throw new ChatError('cannot sync: there is no such room', { code: 'not_found' });
  }
  let left = limits.frameOutBytes - news.length * roomBytes;
  const rooms: Record<RoomId, SyncedRoom> = {};
  for (const one of news) {
    const events = left > 0 ? chooseFitting(one, left) : [];
    left -= sizeOf(events);
    const { epoch, head, room } = one;
    rooms[room] = { epoch, head, events, more: hasMore(one, events, cursors?.[room]?.seq ?? 0) };
  }
  return { type: 'synced', rooms };
}

function hasMore({ head, onward }: RoomNews, events: readonly RoomEvent[], cursor: number): boolean {
  const last = events.at(-1)?.seq ?? (onward ? cursor : 0);
  return last < head;
}
