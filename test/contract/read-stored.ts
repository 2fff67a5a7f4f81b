import type { Database } from '../../shared/postgres/database.ts';
import { type EventRow, toEvent } from '../../shared/postgres/event-row.ts';
import type { StoredEvent, StoredRoom } from './history.ts';

/** $1 rooms. */
const selectEvents = `
select v.*, extract(epoch from e.created_at) * 1000 as at_ms, extract(epoch from e.delivered_at) * 1000 as delivered_ms
from room_events v join events e on e.room_id = v.room_id and e.seq = v.seq
where v.room_id = any ($1::uuid[]) order by v.room_id, v.seq`;

type Row = EventRow & {
  readonly room_id: string;
  readonly at_ms: string;
  readonly delivered_ms: string | null;
};

/** The events of rooms as they are stored. */
export async function readEvents(
  database: Database,
  rooms: readonly string[],
): Promise<readonly StoredEvent[]> {
  const rows = await database.query<Row>(selectEvents, [rooms]);
  return rows.map((row) => ({
    room: row.room_id,
    event: toEvent(row),
    at: Number(row.at_ms),
    deliveredAt: row.delivered_ms === null ? undefined : Number(row.delivered_ms),
  }));
}

/** $1 rooms. */
const selectRooms = `
select r.id, r.epoch, r.head, array(select user_id::text from members where room_id = r.id) as members,
  (select user_id::text from members where room_id = r.id and role = 'owner') as owner
from rooms r where r.id = any ($1::uuid[])`;

type OwnedRoom = StoredRoom & { readonly owner: string };

export const readRooms = (database: Database, rooms: readonly string[]): Promise<readonly OwnedRoom[]> =>
  database.query<OwnedRoom>(selectRooms, [rooms]);

/** $1 rooms. */
const countUndelivered = `
select count(*) as undelivered from events where room_id = any ($1::uuid[]) and delivered_at is null`;

export async function readUndelivered(database: Database, rooms: readonly string[]): Promise<number> {
  const [row] = await database.query<{ undelivered: number }>(countUndelivered, [rooms]);
  return row?.undelivered ?? 0;
}
