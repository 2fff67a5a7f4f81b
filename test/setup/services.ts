import type { TestProject } from 'vitest/node';
import { migrate } from '../../shared/postgres/migrate.ts';
import { makeCacheUser } from './cache-user.ts';
import { onServer, releaseServers, useServers } from './servers.ts';

/** Gives integration tests a Postgres, with a migrated template for their databases, and a Redis. */
export async function setup({ provide }: TestProject): Promise<void> {
  const { postgresUrl, redisUrl } = await useServers();
  await onServer(postgresUrl, 'drop database if exists parley_template with (force)');
  await onServer(postgresUrl, 'create database parley_template');
  const template = new URL(postgresUrl);
  template.pathname = '/parley_template';
  await migrate({ logins: [async () => ({ connectionString: template.href })], folder: 'migrations' });
  await makeCacheUser(redisUrl);
  provide('postgresUrl', postgresUrl);
  provide('redisUrl', redisUrl);
}

export const teardown = releaseServers;
