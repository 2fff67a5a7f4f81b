import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'services-'));
  await rm(dataDir, { recursive: true });
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('Postgres', () => {
  it('keeps its data and its password over starts', async () => {
    const first = await startPostgres({ dataDir });
    await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    await first.stop();

    const second = await startPostgres({ dataDir });

    expect(await query(second.url, 'SELECT * FROM kept')).toEqual([{ one: 1 }]);
    await second.stop();
  });

  it('takes the files over from a server that was left behind', async () => {
    const left = await startPostgres({ dataDir });
    await query(left.url, 'CREATE TABLE kept AS SELECT 1 AS one');

    const next = await startPostgres({ dataDir });

    expect(await query(next.url, 'SELECT * FROM kept')).toEqual([{ one: 1 }]);
    await next.stop();
  });

  it('refuses files of another version with one line that says so', async () => {
    await (await startPostgres({ dataDir })).stop();
    await writeFile(path.join(dataDir, 'postgres/PG_VERSION'), '11\n');

    await expect(startPostgres({ dataDir })).rejects.toThrow(/was made by Postgres 11; move it away/);
  });
});

describe('Redis', () => {
  it('is up when it says so, and gone when stopped', async () => {
    const { url, stop } = await startRedis({ dataDir });
    const client = new Redis(url);
    client.on('error', () => undefined);
    const pong = await client.ping();
    client.disconnect();

    await stop();

    expect(pong).toBe('PONG');
    const late = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    late.on('error', () => undefined);
    await expect(late.connect()).rejects.toThrow();
  });
});
