import type { Database } from './database.ts';

/** How failed attempts delay the next one: `free` pass, then 1 s, 2 s, 4 s … up to `longestSeconds`. */
export type Delays = { readonly free: number; readonly longestSeconds: number };

/**
 * $1 key, $2 free attempts, $3 longest delay in seconds.
 * Counts the attempt unless the key is blocked, and blocks the key when the free ones are used up.
 * A key that is not blocked has "-infinity" and not now(): of two attempts at once, the one that began first would find the
 * time of the other in its future, and be refused.
 * Returns whether it was counted, and if not, for how many milliseconds the key is blocked (null when the row is too new to
 * be seen by this statement).
 */
const countAttempt = `
with counted as (
  insert into attempts as a (key, failures, blocked_until, forgotten_at)
  values ($1, 1, '-infinity', now() + interval '1 hour')
  on conflict (key) do update set
    failures = case when a.forgotten_at <= now() then 1 else a.failures + 1 end,
    blocked_until = case
      when a.forgotten_at <= now() or a.failures + 1 < $2::int then '-infinity'
      else now() + make_interval(secs => least($3::int, power(2, least(30, a.failures + 1 - $2::int))))
    end,
    forgotten_at = now() + interval '1 hour'
  where a.blocked_until <= now()
  returning 1
)
select
  exists (select from counted) as counted,
  (
    select ceil(1000 * extract(epoch from greatest(interval '1 ms', blocked_until - now())))::int
    from attempts where key = $1
  ) as wait`;

type Counted = { readonly counted: boolean; readonly wait: number | null };

/**
 * Counts an attempt before it is made, in one statement, so that of a hundred at once only the free ones pass.
 *
 * @returns milliseconds until the next attempt can pass, or undefined when this one may go on.
 */
export async function takeAttempt(
  database: Database,
  { key, free, longestSeconds }: Delays & { readonly key: string },
): Promise<number | undefined> {
  const [row] = await database.query<Counted>(countAttempt, [key, free, longestSeconds]);
  return row?.counted ? undefined : (row?.wait ?? 1_000);
}

/** $1 keys. */
const forgive = `
update attempts set failures = greatest(0, failures - 1), blocked_until = '-infinity' where key = any ($1::text[])`;

/** Takes an attempt back: it was good. Earlier failures stay counted until they are forgotten. */
export async function forgiveAttempt(database: Database, keys: readonly string[]): Promise<void> {
  await database.query(forgive, [keys]);
}
