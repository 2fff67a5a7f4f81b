import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Running, StartOptions } from '../../local/app/start-options.ts';
import { Cleanups } from '../../local/processes/cleanups.ts';
import { start } from '../../local/start.ts';
import { copyOf } from '../setup/copied-assembly.ts';
import { onServer } from '../setup/servers.ts';
import { until } from '../setup/until.ts';
import { type PostProxy, startPostProxy } from './post-proxy.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';
import { startProxy, type TcpProxy } from './tcp-proxy.ts';

export type FaultyOptions = {
  /** A Postgres server, for a database of the stack's own. */
  readonly postgresUrl: string;
  /** A folder with a synthesized app to run, which saves synthesizing it again. */
  readonly assembly?: string;
  readonly start?: StartOptions;
  /** Environment variables in the place of the functions' own. */
  readonly variables?: Readonly<Record<string, string>>;
};

/** The whole product, with a proxy between its functions and each thing they talk to. */
export type FaultyStack = {
  readonly running: Running;
  readonly endpoints: { readonly page: string; readonly http: string; readonly websocket: string };
  /** Past the proxy. */
  readonly databaseUrl: string;
  readonly logFolder: string;
  readonly postgres: TcpProxy;
  readonly redis: TcpProxy;
  readonly redisServer: RedisServer;
  readonly posts: PostProxy;
  /** Ends every fault that lasts. */
  readonly heal: () => Promise<void>;
  /** Puts a new release of every function in place of those that run; work that is under way ends in the old one. */
  readonly deploy: () => Promise<void>;
  /** SIGKILL to the processes of a function (`send-message`, `http` …), or to those that work; returns how many ended. */
  readonly kill: (functionName: string, only?: 'busy') => Promise<number>;
  readonly remove: () => Promise<void>;
};

/** Brings the product up on a database and a Redis server of its own, in 2 s with an assembly at hand. */
export async function startFaultyStack(options: FaultyOptions): Promise<FaultyStack> {
  const cleanups = new Cleanups();
  try {
    return await bringUp(options, cleanups);
  } catch (error) {
    await cleanups.run();
    throw error;
  }
}

async function bringUp(options: FaultyOptions, cleanups: Cleanups): Promise<FaultyStack> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-faulty-'));
  cleanups.add(() => rm(folder, { recursive: true, force: true }));
  const databaseUrl = await ownDatabase(options.postgresUrl, cleanups);
  const redisServer = await startRedisServer(folder);
  cleanups.add(redisServer.stop);
  const [postgres, redis, posts] = await Promise.all([
    startProxy(databaseUrl),
    startProxy(redisServer.url),
    startPostProxy(),
  ]);
  cleanups.add(async () => {
    await Promise.all([postgres.close(), redis.close(), posts.close()]);
  });
  const { assembly } = options;
  let release = 1;
  const running = await start({
    dataDir: folder,
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    ...(assembly === undefined ? {} : { app: copyOf(assembly) }),
    functionEnvironment: (label, { CALLBACK_URL }) => ({
      // No new release of the one that changes the schema: it would run again.
      ...(label === 'migrate' ? {} : { RELEASE: String(release) }),
      ...(CALLBACK_URL === undefined ? {} : { CALLBACK_URL: posts.instead(CALLBACK_URL) }),
      ...options.variables,
    }),
    ...options.start,
  });
  cleanups.add(running.stop);
  const heal = () => healAll({ postgres, redis, posts, redisServer });
  cleanups.add(heal);
  const { page = '', http = '', websocket = '' } = running.endpoints;
  return {
    ...{ running, databaseUrl, postgres, redis, redisServer, posts, heal },
    endpoints: { page, http, websocket },
    logFolder: join(folder, 'logs'),
    deploy: async () => {
      release += 1;
      await running.reload();
    },
    kill: (functionName, only) => killAll(running, functionName, only === 'busy'),
    remove: () => cleanups.run(),
  };
}

async function ownDatabase(postgresUrl: string, cleanups: Cleanups): Promise<string> {
  const name = `faulty_${randomBytes(6).toString('hex')}`;
  await onServer(postgresUrl, `create database ${name}`);
  cleanups.add(() => onServer(postgresUrl, `drop database ${name} with (force)`));
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function healAll({
  postgres,
  redis,
  posts,
  redisServer,
}: Pick<FaultyStack, 'postgres' | 'redis' | 'posts' | 'redisServer'>): Promise<void> {
  for (const { refuse, hang, lose, delay, onClientChunk, onServerChunk } of [postgres, redis]) {
    refuse(false);
    lose(false);
    hang(false);
    delay(0);
    onClientChunk(undefined);
    onServerChunk(undefined);
  }
  posts.onPost(undefined);
  redisServer.thaw();
  await redisServer.start();
}

async function killAll(running: Running, functionName: string, onlyBusy: boolean): Promise<number> {
  const found = running
    .environments()
    .filter((one) => one.functionName === functionName && (one.isBusy || !onlyBusy))
    .map(({ pid }) => pid);
  for (const pid of found) process.kill(pid, 'SIGKILL');
  const isGone = () => running.environments().every(({ pid }) => !found.includes(pid));
  await until(() => isGone() || undefined, { what: `the end of ${functionName}` });
  return found.length;
}
