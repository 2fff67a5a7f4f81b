import type { RoomEvent } from '../protocol/events.ts';
import type { RoomId, SessionId, UserId } from '../protocol/ids.ts';
import type { Database } from './database.ts';
import { type EventRow, toEvent } from './event-row.ts';
import text from './sync.sql';

type CursorOf = { readonly room: RoomId; readonly epoch?: string | undefined; readonly seq: number };

export type SyncQuery = {
  readonly user: UserId;
  readonly session: SessionId;
  /** Undefined: the newest page of every room. */
  readonly cursors: readonly CursorOf[] | undefined;
  /** The one room of the connection, where it has one. */
  readonly only: RoomId | undefined;
  readonly events: number;
  readonly bytes: number;
};

/** A room with some of the events that follow the cursor (`onward`), or else with some of its newest ones. */
export type RoomNews = {
  readonly room: RoomId;
  readonly epoch: string;
  readonly head: number;
  readonly onward: boolean;
  readonly events: readonly RoomEvent[];
};

type RoomColumns = {
  readonly room: RoomId;
  readonly epoch: string;
  readonly head: number;
  readonly onward: boolean;
};
type Row = (RoomColumns & (EventRow | { readonly seq: null })) | { readonly room: null };

function group(rows: readonly Row[]): readonly RoomNews[] {
  const rooms = new Map<RoomId, RoomNews & { readonly events: RoomEvent[] }>();
  for (const row of rows) {
    if (row.room === null) continue;
    const { room, epoch, head, onward } = row;
    const news = rooms.get(room) ?? { room, epoch, head, onward, events: [] };
    rooms.set(room, news);
    if (row.seq !== null) news.events.push(toEvent(row));
  }
  return [...rooms.values()];
}

/** Reads what a user missed. Undefined when the session has ended; rooms that the user is not in are left out. */
export async function readNews(
  database: Database,
  query: SyncQuery,
): Promise<readonly RoomNews[] | undefined> {
  const { cursors } = query;
  const rows = await database.query<Row>(text, [
    query.user,
    query.session,
    cursors?.map(({ room }) => room) ?? null,
    cursors?.map(({ epoch }) => epoch ?? null) ?? null,
    cursors?.map(({ seq }) => seq) ?? null,
    query.only ?? null,
    query.events,
    query.bytes,
  ]);
  return rows.length === 0 ? undefined : group(rows);
}
