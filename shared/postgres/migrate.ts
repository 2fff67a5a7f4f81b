import { readdir } from 'node:fs/promises';
import { runner } from 'node-pg-migrate';
import pg from 'pg';

const table = 'migrations';
/** A migration's file; `schema.sql` beside them is the dump of what they make. */
const numbered = /^\d+_.*\.sql$/;
/** Held by whoever migrates; others wait, and then find nothing to do. */
const lock = 7_275_395;

export type MigrateOptions = {
  readonly connection: pg.ClientConfig;
  /** The folder with the numbered SQL files. */
  readonly folder: string;
};

/** The database has migrations that this code does not know: it was migrated by code after this. */
export class NewerSchema extends Error {
  readonly migrations: readonly string[];

  constructor(migrations: readonly string[]) {
    super(`cannot migrate: the database is newer than this code, it has ${migrations.join(', ')}`);
    this.migrations = migrations;
  }
}

async function refuseNewerSchema(client: pg.Client, folder: string): Promise<void> {
  const { rows: found } = await client.query<{ present: boolean }>(
    `select to_regclass($1) is not null as present`,
    [table],
  );
  if (!found[0]?.present) return;
  const files = (await readdir(folder)).filter((file) => numbered.test(file));
  const ours = files.map((file) => file.replace(/\.sql$/, ''));
  const { rows } = await client.query<{ name: string }>(
    `select name from migrations where name <> all ($1)`,
    [ours],
  );
  if (rows.length === 0) return;
  throw new NewerSchema(rows.map(({ name }) => name));
}

/**
 * Brings the schema up to the newest migration, all in one transaction: everything or nothing.
 *
 * @returns the names of the migrations that ran.
 * @throws NewerSchema when the database has a migration that this code does not know; Error when one was left out.
 */
export async function migrate({ connection, folder }: MigrateOptions): Promise<readonly string[]> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lock]);
    await refuseNewerSchema(client, folder);
    const ran = await runner({
      dbClient: client,
      dir: folder,
      direction: 'up',
      migrationsTable: table,
      ignorePattern: '(schema\\.sql|\\..*)',
      checkOrder: true,
      noLock: true,
      singleTransaction: true,
      logger: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
    });
    return ran.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
