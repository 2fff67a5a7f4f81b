import pg from 'pg';
import type { TestDatabase } from '../setup/database.ts';
import { until } from '../setup/until.ts';

/** A connection beside the database's pool, for a transaction that others wait for. */
export async function openSecondClient({ url }: TestDatabase): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

const waiting = `
select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

/** Resolves when somebody waits for a row of this database that another transaction holds. */
export const somebodyWaits = (client: pg.Client): Promise<unknown> =>
  until(async () => ((await client.query(waiting)).rows.length > 0 ? true : undefined));
