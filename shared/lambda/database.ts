import { type Database, openDatabase } from '../postgres/database.ts';
import { required } from './environment.ts';

/** The Postgres of this environment: one connection, since one invocation runs at a time. */
export const database: Database = openDatabase({
  connectionString: required('DATABASE_URL'),
  connections: 1,
});
