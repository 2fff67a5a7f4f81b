import type { Person } from '../protocol/events.ts';
import type { RoomId, UserId } from '../protocol/ids.ts';
import type { Database } from './database.ts';

/** A user, and the rooms that the user is in. */
export type Company = { readonly person: Person; readonly rooms: readonly RoomId[] };

/** $1 user, $2 rooms at most. Returns a row for each room, the last one joined first. */
const selectCompany = `
select u.id, u.username, m.room_id
from users u join members m on m.user_id = u.id
where u.id = $1
order by m.joined_at desc, m.room_id limit $2`;

type Row = Person & { readonly room_id: RoomId };

/** The rooms in which others are told of a user, the last ones joined. Undefined when there is none. */
export async function readCompany(
  database: Database,
  { user, rooms }: { readonly user: UserId; readonly rooms: number },
): Promise<Company | undefined> {
  const rows = await database.query<Row>(selectCompany, [user, rooms]);
  const [first] = rows;
  if (!first) return undefined;
  return {
    person: { id: first.id, username: first.username },
    rooms: rows.map(({ room_id }) => room_id),
  };
}
