import { type Database, openDatabase } from '../postgres/database.ts';
import { databaseAccess } from './backing-access.ts';
import { databaseOptions } from './database-options.ts';
import { signing } from './signing.ts';

/** The Postgres of this environment: one connection, since one invocation runs at a time. */
export const database: Database = openDatabase({
  ...databaseOptions(databaseAccess(process.env), signing),
  connections: 1,
});
