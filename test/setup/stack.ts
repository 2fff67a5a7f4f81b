import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { Running } from '../../local/app/start-options.ts';
import { start } from '../../local/start.ts';
import { makeCacheUser } from './cache-user.ts';
import { onServer, releaseServers, type Servers, useServers } from './servers.ts';
import { releaseShared, shareOnce } from './shared-once.ts';

type Stack = Running & {
  readonly databaseUrl: string;
  readonly folder: string;
  readonly remove: () => Promise<void>;
};

async function startStack({ postgresUrl, redisUrl }: Servers): Promise<Stack> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-stack-'));
  const name = `stack_${randomBytes(6).toString('hex')}`;
  await onServer(postgresUrl, `create database ${name}`);
  const databaseUrl = new URL(postgresUrl);
  databaseUrl.pathname = `/${name}`;
  const running = await start({ dataDir: folder, databaseUrl: databaseUrl.href, redisUrl });
  const remove = async () => {
    await running.stop();
    await onServer(postgresUrl, `drop database ${name} with (force)`);
    await rm(folder, { recursive: true, force: true });
  };
  return { ...running, databaseUrl: databaseUrl.href, folder, remove };
}

/** Brings up the whole product once for this run, from the template, on free ports and in a folder of its own. */
export async function setup({ provide }: TestProject): Promise<void> {
  const servers = await useServers();
  const { endpoints, databaseUrl, folder } = await shareOnce('stack', () => startStack(servers));
  const { postgresUrl, redisUrl } = servers;
  await makeCacheUser(redisUrl);
  const { page = '', http = '', websocket = '' } = endpoints;
  provide('postgresUrl', postgresUrl);
  provide('redisUrl', redisUrl);
  provide('databaseUrl', databaseUrl);
  provide('endpoints', { page, http, websocket });
  provide('logFolder', join(folder, 'logs'));
}

export async function teardown(): Promise<void> {
  await releaseShared<Stack>('stack', (stack) => stack.remove());
  await releaseServers();
}
