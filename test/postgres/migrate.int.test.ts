import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate, NewerSchema } from '../../shared/postgres/migrate.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { onServer } from '../setup/servers.ts';
import { dumpSchema } from './schema-dump.ts';

let database: TestDatabase;
let folder: string;
const name = () => new URL(database.url).pathname.slice(1);
const run = () => migrate({ logins: [async () => ({ connectionString: database.url })], folder });

beforeAll(async () => {
  database = await makeDatabase();
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  await cp('migrations', folder, { recursive: true });
});

afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

describe('migrations', () => {
  it('make the schema that migrations/schema.sql shows', async () => {
    const dump = await dumpSchema(database);

    await expect(dump).toMatchFileSnapshot('../../migrations/schema.sql');
  });

  it('run once, however many start at the same moment', async () => {
    await writeFile(join(folder, '9001_probe.sql'), 'create table probe (id bigint primary key);');

    const ran = await Promise.all([run(), run(), run()]);

    expect(ran.flat()).toEqual(['9001_probe']);
  });

  it('leave nothing behind when one of them fails', async () => {
    await writeFile(join(folder, '9002_good.sql'), 'create table good (id bigint primary key);');
    await writeFile(join(folder, '9003_bad.sql'), 'create table good (id bigint primary key);');

    await expect(run()).rejects.toThrow(/already exists/);
    const [found] = await database.query(`select to_regclass('good') is null as absent`, []);

    expect(found).toEqual({ absent: true });
    await rm(join(folder, '9002_good.sql'));
    await rm(join(folder, '9003_bad.sql'));
  });

  it('take as long as they need, whatever the database allows statements', async () => {
    await writeFile(join(folder, '9002_slow.sql'), 'select pg_sleep(0.7);');
    await onServer(database.url, `alter database ${name()} set statement_timeout = '300ms'`);

    // The second waits for the first, which is no statement that may be cut off either.
    const ran = await Promise.all([run(), run()]);

    expect(ran.flat()).toEqual(['9002_slow']);
    await onServer(database.url, `alter database ${name()} reset statement_timeout`);
  });

  it('give up when somebody keeps a table locked, and can be run again', async () => {
    await writeFile(join(folder, '9003_waits.sql'), 'alter table probe add column waited text;');
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('begin; lock table probe in access share mode');

    await expect(run()).rejects.toThrow(/lock timeout/);
    await holder.end();

    expect(await run()).toEqual(['9003_waits']);
    for (const file of ['9002_slow.sql', '9003_waits.sql']) await rm(join(folder, file));
    await onServer(database.url, `delete from migrations where name in ('9002_slow', '9003_waits')`);
  });

  it('refuse a database that is newer than the code', async () => {
    await rm(join(folder, '9001_probe.sql'));

    await expect(run()).rejects.toThrow('the database is newer than this code, it has 9001_probe');
    await expect(run()).rejects.toBeInstanceOf(NewerSchema);
  });
});
