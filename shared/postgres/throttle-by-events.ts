import type { RoomEvent } from '../protocol/events.ts';
import type { UserId } from '../protocol/ids.ts';
import type { Database } from './database.ts';

/** $1 sender, $2 kinds, $3 how many at most, $4 window in milliseconds. Returns how long to wait; nothing when there is room. */
const selectWait = `
select greatest(1, ceil(1000 * extract(epoch from
  min(created_at) + $4::int * interval '1 ms' - clock_timestamp())))::int as wait
from (
  select created_at from events
  where sender_id = $1 and kind = any ($2::text[]) and created_at > clock_timestamp() - $4::int * interval '1 ms'
  order by created_at desc limit $3
) latest
having count(*) >= $3`;

/**
 * The throttle while Redis is away: counts what is stored. Under a burst it may let a few more through, since those on their
 * way are not stored yet.
 */
export async function throttleByEvents(
  database: Database,
  {
    user,
    kinds,
    most,
    windowMs,
  }: {
    readonly user: UserId;
    readonly kinds: readonly RoomEvent['kind'][];
    readonly most: number;
    readonly windowMs: number;
  },
): Promise<number | undefined> {
  const [row] = await database.query<{ wait: number }>(selectWait, [user, kinds, most, windowMs]);
  return row?.wait;
}
