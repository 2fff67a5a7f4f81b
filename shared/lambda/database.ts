import { type Database, openDatabase } from '../postgres/database.ts';
import { required } from './environment.ts';
import { tracedDatabase } from './trace/traced-database.ts';

/** The Postgres of this environment: one connection, since one invocation runs at a time. */
export const database: Database = tracedDatabase(
  openDatabase({
    connectionString: required('DATABASE_URL'),
    connections: 1,
  }),
);
