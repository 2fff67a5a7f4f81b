import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Guard } from '../../local/processes/guard.ts';
import { startPostgres } from '../../local/services/postgres.ts';
import { startRedis } from '../../local/services/redis.ts';
import { releaseShared, shareOnce } from './shared-once.ts';

/** A Postgres on which tests make databases of their own, and a Redis. */
export type Servers = {
  readonly postgresUrl: string;
  readonly redisUrl: string;
  readonly stop: () => Promise<void>;
};

/** Runs a statement on a server, outside of any transaction. */
export async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** What these tests write need not outlive a power cut. */
async function hurry(url: string): Promise<void> {
  await onServer(url, 'alter system set fsync = off');
  await onServer(url, 'alter system set synchronous_commit = off');
  await onServer(url, 'select pg_reload_conf()');
}

async function startServers(): Promise<Servers> {
  const { DATABASE_URL: givenPostgres, REDIS_URL: givenRedis } = process.env;
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-test-'));
  // A run that is killed leaves no server behind.
  const guard = new Guard();
  const { adopt } = guard;
  const postgres = givenPostgres ? undefined : await startPostgres({ dataDir, adopt });
  const redis = givenRedis
    ? undefined
    : await startRedis({ dataDir, adopt }, (line) => process.stdout.write(`${line}\n`));
  if (postgres) await hurry(postgres.url);
  return {
    postgresUrl: givenPostgres ?? postgres?.url ?? '',
    redisUrl: givenRedis ?? redis?.url ?? '',
    stop: async () => {
      await Promise.all([postgres?.stop(), redis?.stop()]);
      guard.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The servers of this run: those of `DATABASE_URL` and `REDIS_URL`, or ones started for it on free ports. */
export const useServers = (): Promise<Servers> => shareOnce('servers', startServers);

export const releaseServers = (): Promise<void> =>
  releaseShared<Servers>('servers', (servers) => servers.stop());
