import type { RoomEvent } from '../protocol/events.ts';
import type { RoomId, UserId } from '../protocol/ids.ts';
import type { Database } from './database.ts';
import { type EventRow, toEvent } from './event-row.ts';

/** A stretch of a room's events: after a seq, before one, or the newest. */
export type Stretch = {
  readonly roomId: RoomId;
  readonly limit: number;
  readonly after?: number | undefined;
  readonly before?: number | undefined;
};

/** $1 room, $2 after this seq, $3 at most. Returns events in seq order. */
const selectAfter = `
select * from room_events where room_id = $1 and seq > $2 order by seq limit $3`;

/** $1 room, $2 before this seq or null, $3 at most. Returns events, newest first. */
const selectBefore = `
select * from room_events where room_id = $1 and ($2::bigint is null or seq < $2) order by seq desc limit $3`;

/** Reads events, in seq order whichever way they were looked for. Membership is the caller's to check. */
export async function readEvents(
  database: Database,
  { roomId, limit, after, before }: Stretch,
): Promise<readonly RoomEvent[]> {
  if (after !== undefined) {
    const rows = await database.query<EventRow>(selectAfter, [roomId, after, limit]);
    return rows.map(toEvent);
  }
  const rows = await database.query<EventRow>(selectBefore, [roomId, before ?? null, limit]);
  return rows.toReversed().map(toEvent);
}

/** $1 room, $2 user. */
const selectHead = `
select r.epoch, r.head from rooms r join members m on m.room_id = r.id
where r.id = $1 and m.user_id = $2`;

/** The head of a room for one of its members. Undefined for anyone else. */
export async function readHead(
  database: Database,
  { roomId, userId }: { readonly roomId: RoomId; readonly userId: UserId },
): Promise<{ readonly epoch: string; readonly head: number } | undefined> {
  const [row] = await database.query<{ epoch: string; head: number }>(selectHead, [roomId, userId]);
  return row;
}

/** An event by its room and number. */
export type EventKey = { readonly room: RoomId; readonly seq: number };

/** $1 rooms, $2 seqs. */
const updateDelivered = `
update events e set delivered_at = clock_timestamp()
from unnest($1::uuid[], $2::bigint[]) as d (room, seq)
where e.room_id = d.room and e.seq = d.seq and e.delivered_at is null`;

/** Notes that events were posted to every connection of their room. */
export async function markDelivered(database: Database, events: readonly EventKey[]): Promise<void> {
  await database.query(updateDelivered, [events.map(({ room }) => room), events.map(({ seq }) => seq)]);
}
