import pg from 'pg';
import { ChatError } from '../protocol/errors.ts';
import { isUnreachable } from './unreachable.ts';

/** Postgres as the rest of Parley sees it: one statement, its values, its rows. */
export type Database = {
  /**
   * Runs one statement in a transaction of its own.
   *
   * @throws ChatError `unavailable` when Postgres did not answer in time, or broke off: the statement may or may not have run.
   */
  query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
};

export type DatabaseOptions = Pick<
  pg.PoolConfig,
  | 'connectionString'
  | 'host'
  | 'port'
  | 'database'
  | 'user'
  | 'password'
  | 'ssl'
  | 'options'
  | 'statement_timeout'
> & {
  /** Connections at most; one is right where one invocation runs at a time. */
  readonly connections: number;
};

/** Seqs stay far below 2^53, so `bigint` is read as a number. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (type, format) =>
    type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format),
};

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/**
 * Lets the events come in that wait already. A function that was frozen while Postgres restarted has a broken connection, and
 * the news of it lies unread: read before a statement takes that connection, it costs no request its answer.
 *
 * @NOTE The first turn may end what was going on when the process was frozen; the second has a whole poll behind it.
 */
async function hearNews(): Promise<void> {
  await turn();
  await turn();
}

/** Makes the pool; nothing is connected until the first statement. */
export function openDatabase({ connections, ...options }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    ...options,
    max: connections,
    types,
    application_name: 'parley',
    connectionTimeoutMillis: 3_000,
    query_timeout: 5_000,
    idleTimeoutMillis: 0,
    keepAlive: true,
    allowExitOnIdle: true,
  });
  // A connection that breaks while idle is replaced by the next statement, which reports what it meets.
  pool.on('error', () => {});
  return {
    query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => {
      try {
        if (pool.idleCount > 0) await hearNews();
        const { rows } = await pool.query<Row>({ text, values: [...values] });
        return rows;
      } catch (cause) {
        if (isUnreachable(cause))
          throw new ChatError('cannot answer now: storage is out of reach', { code: 'unavailable', cause });
        throw cause;
      }
    },
    close: () => pool.end(),
  };
}
