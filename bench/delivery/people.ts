import { createHash } from 'node:crypto';
import pg from 'pg';

/** A room, and a session token of each of its members. */
export type Audience = { readonly room: string; readonly tokens: readonly string[] };

/**
 * $1 room name, $2 usernames, $3 token hashes. Makes users with a session each and a room of them all, and returns its id.
 * The room begins with no events: who joined it is not what is measured.
 */
const insertAudience = `
with room as (
  insert into rooms (name) values ($1) returning id
), people as (
  insert into users (username) select unnest($2::text[]) returning id, username
), sessions as (
  insert into sessions (user_id, token_hash, expires_at)
  select people.id, given.hash, now() + interval '1 day'
  from people join unnest($2::text[], $3::bytea[]) as given (name, hash) on given.name = people.username
), joined as (
  insert into members (room_id, user_id, role) select room.id, people.id, 'member' from room, people
)
select id from room`;

/** Makes a room of `count` new members, straight in the database. */
async function makeAudience(client: pg.Client, name: string, count: number): Promise<Audience> {
  const names = Array.from({ length: count }, (_value, index) => `${name}-${index}`);
  const tokens = names.map((username) => createHash('sha256').update(username).digest('base64url'));
  const hashes = tokens.map((token) => createHash('sha256').update(token).digest());
  const { rows } = await client.query<{ id: string }>(insertAudience, [name, names, hashes]);
  return { room: rows[0]?.id ?? '', tokens };
}

/** Messages are not to wait for this machine's disk, whose moods differ more than what is compared. */
async function hurry(client: pg.Client): Promise<void> {
  await client.query('alter system set synchronous_commit = off');
  await client.query('select pg_reload_conf()');
}

/** Makes a room of each size. */
export async function makeAudiences<Name extends string>(
  databaseUrl: string,
  sizes: Readonly<Record<Name, number>>,
): Promise<Readonly<Record<Name, Audience>>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await hurry(client);
    const made: [string, Audience][] = [];
    for (const [name, count] of Object.entries<number>(sizes))
      made.push([name, await makeAudience(client, name, count)]);
    return Object.fromEntries(made) as Record<Name, Audience>;
  } finally {
    await client.end();
  }
}
