import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../processes/free-port.ts';
import { createCluster } from './postgres-cluster.ts';
import { postgresPrograms } from './postgres-programs.ts';
import { startServer } from './server-process.ts';
import { serverUser } from './server-user.ts';
import { endStalePostgres } from './stale-postgres.ts';

export type ServiceOptions = {
  /** Its files are in a folder of their own inside. */
  readonly dataDir: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Remembers a process, so that it is ended even if this one is killed. */
  readonly adopt?: (pid: number) => () => void;
};

export type Service = { readonly url: string; readonly stop: () => Promise<void> };

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  // Safe against kill -9 and power cuts as in production, and fast enough on a laptop's disk.
  fsync: 'on',
  max_wal_size: '256MB',
  lc_messages: 'C',
};

/**
 * Starts PostgreSQL with the binaries of the package registry, creates its files the first time, and a database named `app`.
 *
 * Safe after a kill of an earlier run: a server left over on the same files is ended first.
 *
 * @throws with one clear line when the files are of another version, or it can't start.
 */
export async function startPostgres({ dataDir, port, adopt }: ServiceOptions): Promise<Service> {
  const folder = resolve(dataDir, 'postgres');
  const programs = await postgresPrograms();
  const runner = serverUser(dataDir);
  const password = passwordIn(dataDir);
  mkdirSync(dataDir, { recursive: true });
  await endStalePostgres(folder);
  await createCluster({ folder, programs, runner, password });
  const chosen = port ?? (await freePort());
  const server = await startServer({
    name: 'Postgres',
    ...runner.wrap(programs.postgres, ['-D', folder, '-p', String(chosen), ...flags()]),
    readyText: 'database system is ready to accept connections',
    ...(adopt === undefined ? {} : { adopt }),
  });
  const url = (database: string) => `postgres://postgres:${password}@127.0.0.1:${chosen}/${database}`;
  await createDatabase(url('postgres'));
  return { url: url('app'), stop: server.stop };
}

const flags = () => Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** A random password, the same at every start. */
function passwordIn(dataDir: string): string {
  const file = join(dataDir, 'postgres.password');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  mkdirSync(dataDir, { recursive: true });
  const password = randomBytes(18).toString('hex');
  writeFileSync(file, password, { mode: 0o600 });
  return password;
}

async function createDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'app'`);
    if (rowCount === 0) await client.query('CREATE DATABASE app');
  } finally {
    await client.end();
  }
}
