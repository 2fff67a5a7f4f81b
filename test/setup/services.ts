import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../shared/postgres/migrate.ts';

async function makeTemplate(postgresUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query('drop database if exists parley_template with (force)');
  await client.query('create database parley_template');
  await client.end();
  const template = new URL(postgresUrl);
  template.pathname = '/parley_template';
  await migrate({ connection: { connectionString: template.href }, folder: 'migrations' });
}

/** Gives integration tests a Postgres and a Redis: those of the environment, or ones started for this run. */
export async function setup({ provide }: TestProject): Promise<void> {
  const postgresUrl = process.env['DATABASE_URL'] ?? '';
  const redisUrl = process.env['REDIS_URL'] ?? '';
  await makeTemplate(postgresUrl);
  provide('postgresUrl', postgresUrl);
  provide('redisUrl', redisUrl);
}
