import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { isRefused } from './unreachable.ts';

const table = 'migrations';
/** A migration's file; `schema.sql` beside them is the dump of what they make. */
const numbered = /^\d+_.*\.sql$/;
/** Says what the application may do. Not numbered: it is the same for a new database and an old one. */
const applicationRole = 'application-role.sql';
/** Held by whoever migrates; others wait, and then find nothing to do. */
const lock = 7_275_395;

/** How long a migration waits for a table that somebody uses; meanwhile everybody else waits behind it. */
const lockTimeout = '5s';

/** A way to log in as the one who owns the schema. */
export type Login = () => Promise<pg.ClientConfig>;

export type MigrateOptions = {
  /** Tried one after another while the server refuses them. */
  readonly logins: readonly Login[];
  /** The folder with the numbered SQL files, and the one of the application's role. */
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

async function connect([login, ...others]: readonly Login[]): Promise<pg.Client> {
  if (login === undefined) throw new Error('cannot migrate: there is no way to log in');
  const client = new pg.Client({ ...(await login()), connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (others.length === 0 || !isRefused(error)) throw error;
    return connect(others);
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
 * Brings the schema up to the newest migration, all in one transaction: everything or nothing. Then the application's role
 * gets what it may do with it.
 *
 * A statement takes as long as it needs, whatever the database allows others: an index on a large table takes minutes. Waiting
 * for others' migrations has no end of its own either; waiting for a table ends the run after 5 s, and it can be repeated.
 *
 * @returns the names of the migrations that ran.
 * @throws NewerSchema when the database has a migration that this code does not know; Error when one was left out.
 */
export async function migrate({ logins, folder }: MigrateOptions): Promise<readonly string[]> {
  const client = await connect(logins);
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [lock]);
    await client.query(`set lock_timeout = '${lockTimeout}'`);
    await refuseNewerSchema(client, folder);
    const ran = await runner({
      dbClient: client,
      dir: folder,
      direction: 'up',
      migrationsTable: table,
      ignorePattern: '(\\D.*)',
      checkOrder: true,
      noLock: true,
      singleTransaction: true,
      logger: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
    });
    await client.query(await readFile(join(folder, applicationRole), 'utf8'));
    return ran.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
