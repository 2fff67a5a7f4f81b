import type { Database } from './database.ts';

/** What ends by itself, each with the statement that clears up to $1 of those that have ended. */
const clearing = {
  sessions: `
delete from sessions where id in (select id from sessions where expires_at <= now() limit $1) returning 1`,
  tickets: `
delete from tickets
where token_hash in (select token_hash from tickets where expires_at <= now() limit $1) returning 1`,
  attempts: `
delete from attempts
where key in (select key from attempts where forgotten_at <= now() limit $1) returning 1`,
} as const;

export type Expiring = keyof typeof clearing;
export const expiring = Object.keys(clearing) as readonly Expiring[];

/** Clears up to `limit` rows that have ended. Returns how many there were. */
export async function clearExpired(
  database: Database,
  { what, limit }: { readonly what: Expiring; readonly limit: number },
): Promise<number> {
  const rows = await database.query(clearing[what], [limit]);
  return rows.length;
}
