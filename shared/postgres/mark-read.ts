import type { RoomId, SessionId, UserId } from '../protocol/ids.ts';
import type { Database } from './database.ts';

/**
 * $1 room, $2 user, $3 session, $4 seq. Moves the member's read cursor forward, to the head at most. Returns one row: where the
 * cursor was and where it is now (null when it was not moved), or what is missing.
 */
const updateReadSeq = `
with session as (
  select s.id from sessions s join users u on u.id = s.user_id
  where s.id = $3 and s.user_id = $2 and s.expires_at > now() and u.disabled_at is null
), moved as (
  update members m set read_seq = least($4, r.head) from rooms r
  where m.room_id = $1 and m.user_id = $2 and r.id = m.room_id and m.read_seq < least($4, r.head)
    and exists (select from session)
  returning m.read_seq
)
select
  exists (select from session) as authenticated,
  (select read_seq from members where room_id = $1 and user_id = $2) as before,
  (select read_seq from moved) as now`;

export type ReadMark = {
  readonly room: RoomId;
  readonly user: UserId;
  readonly session: SessionId;
  readonly seq: number;
};

export type MarkedRead =
  | { readonly kind: 'moved'; readonly seq: number }
  /** It was there already, or further. */
  | { readonly kind: 'stays'; readonly seq: number }
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'notMember' };

/** Moves a member's read cursor forward; it never goes back. One round trip. */
export async function markRead(database: Database, mark: ReadMark): Promise<MarkedRead> {
  const values = [mark.room, mark.user, mark.session, mark.seq];
  const [row] = await database.query<{
    authenticated: boolean;
    before: number | null;
    now: number | null;
  }>(updateReadSeq, values);
  if (!row?.authenticated) return { kind: 'unauthenticated' };
  if (row.now !== null) return { kind: 'moved', seq: row.now };
  return row.before === null ? { kind: 'notMember' } : { kind: 'stays', seq: row.before };
}
