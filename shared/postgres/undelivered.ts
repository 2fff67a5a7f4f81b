import type { Batch, RoomEvent } from '../protocol/events.ts';
import type { RoomId } from '../protocol/ids.ts';
import type { Database } from './database.ts';
import { type EventRow, toEvent } from './event-row.ts';

/** Where a walk through undelivered events stands: at the last one seen. */
export type UndeliveredMark = { readonly at: string; readonly room: RoomId; readonly seq: number };

export type UndeliveredPage = {
  /** One batch for each room, its events in seq order. */
  readonly batches: readonly Batch[];
  /** Where the next page begins; undefined after the last one. */
  readonly next: UndeliveredMark | undefined;
};

/**
 * $1 least age in milliseconds, $2 greatest age in milliseconds, $3 events at most, $4 $5 $6 the last one seen (time, room,
 * seq) or nulls. Returns events, oldest first. The time is text, since a JavaScript date would lose its microseconds.
 */
const selectUndelivered = `
select e.*, r.epoch, u.created_at::text as marked_at
from (
  select room_id, seq, created_at from events
  where delivered_at is null
    and created_at < now() - $1::int * interval '1 ms'
    and created_at > now() - $2::int * interval '1 ms'
    and ($4::timestamptz is null or (created_at, room_id, seq) > ($4::timestamptz, $5::uuid, $6::bigint))
  order by created_at, room_id, seq limit $3
) u
join room_events e on e.room_id = u.room_id and e.seq = u.seq
join rooms r on r.id = u.room_id
order by u.created_at, u.room_id, u.seq`;

type Row = EventRow & { readonly room_id: RoomId; readonly epoch: string; readonly marked_at: string };

function toBatches(rows: readonly Row[]): readonly Batch[] {
  const rooms = Map.groupBy(rows, ({ room_id }) => room_id);
  return [...rooms].map(([room, [first, ...others]]) => ({
    room,
    epoch: first?.epoch ?? '',
    events: [first, ...others].flatMap((row): RoomEvent[] => (row ? [toEvent(row)] : [])).toSorted(bySeq),
  }));
}

const bySeq = (one: RoomEvent, other: RoomEvent) => one.seq - other.seq;

/** Reads a page of the events that were committed and are not known to be delivered, of an age. */
export async function readUndelivered(
  database: Database,
  {
    olderThanMs,
    youngerThanMs,
    limit,
    after,
  }: {
    readonly olderThanMs: number;
    readonly youngerThanMs: number;
    readonly limit: number;
    readonly after: UndeliveredMark | undefined;
  },
): Promise<UndeliveredPage> {
  const mark = [after?.at ?? null, after?.room ?? null, after?.seq ?? null];
  const rows = await database.query<Row>(selectUndelivered, [olderThanMs, youngerThanMs, limit, ...mark]);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  const next = last && { at: last.marked_at, room: last.room_id, seq: last.seq };
  return { batches: toBatches(rows), next };
}
