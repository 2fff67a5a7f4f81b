import { type Database, openDatabase } from '../postgres/database.ts';
import { databaseAccess } from './backing-access.ts';
import { databaseOptions } from './database-options.ts';
import { signing } from './signing.ts';
import { tracedDatabase } from './trace/traced-database.ts';

/** The Postgres of this environment: one connection, since one invocation runs at a time. */
export const database: Database = tracedDatabase(
  openDatabase({ ...databaseOptions(databaseAccess(process.env), signing), connections: 1 }),
);
