import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../shared/postgres/database.ts';

const template = 'parley_template';

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A migrated database of this test file's own; `drop` when done. */
export type TestDatabase = Database & { readonly url: string; readonly drop: () => Promise<void> };

/** Makes a database from the migrated template: 50 ms instead of running every migration. */
export async function makeDatabase({ connections = 10 } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name} template ${template}`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  const database = openDatabase({ connectionString: url.href, connections });
  const drop = async () => {
    await database.close();
    await onServer(`drop database ${name} with (force)`);
  };
  return { ...database, url: url.href, drop };
}
