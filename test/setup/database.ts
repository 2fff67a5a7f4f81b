import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../shared/postgres/database.ts';
import { onServer } from './servers.ts';

const template = 'parley_template';

/** A migrated database of this test file's own, used as functions use it: as the application's role. `drop` when done. */
export type TestDatabase = Database & {
  /** As its owner, who may do everything. */
  readonly url: string;
  readonly drop: () => Promise<void>;
};

/** Makes a database from the migrated template: 50 ms instead of running every migration. */
export async function makeDatabase({ connections = 10 } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(inject('postgresUrl'), `create database ${name} template ${template}`);
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  const database = openDatabase({ connectionString: url.href, options: '-c role=parley_app', connections });
  const drop = async () => {
    await database.close();
    await onServer(inject('postgresUrl'), `drop database ${name} with (force)`);
  };
  return { ...database, url: url.href, drop };
}
