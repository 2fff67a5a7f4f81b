import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseAccess } from '../../shared/lambda/backing-access.ts';
import { connectToken } from '../../shared/lambda/connect-token.ts';
import { databaseOptions, type Signing } from '../../shared/lambda/database-options.ts';
import { migratingLogins } from '../../shared/lambda/migrating-logins.ts';
import { type Database, openDatabase } from '../../shared/postgres/database.ts';
import { migrate } from '../../shared/postgres/migrate.ts';
import { type Certificates, makeCertificates } from '../setup/certificates.ts';
import { type FakeSecretsManager, startSecretsManager } from '../setup/fake-secrets-manager.ts';
import { type RdsLike, startRdsLike } from '../setup/rds-like.ts';
import { onServer } from '../setup/servers.ts';
import { until } from '../setup/until.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };
const monday = new Date('2026-11-23T07:00:00Z');
const later = new Date('2026-11-23T07:20:00Z');
const known = getCACertificates('default');

let folder: string;
let certificates: Certificates;
let server: RdsLike;
let now = monday;
const signing: Signing = { credentials: () => credentials, now: () => now };

const accessAs = (user: string, host = 'localhost'): DatabaseAccess & { readonly kind: 'token' } => ({
  kind: 'token',
  host,
  port: server.port,
  name: 'app',
  user,
  region: 'eu-west-1',
});

/** Stands for the check of tokens by AWS: from now on this role is let in with the token of this moment and no other. */
async function acceptToken(user: string, at: Date): Promise<void> {
  const host = `localhost:${server.port}`;
  const door = { service: 'rds-db', region: 'eu-west-1', host, query: { DBUser: user } } as const;
  await onServer(server.url, `alter role ${user} password '${await connectToken(door, credentials, at)}'`);
}

const open = (host?: string): Database =>
  openDatabase({ ...databaseOptions(accessAs('parley_app', host), signing), connections: 1 });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-rds-'));
  certificates = makeCertificates(folder);
  server = await startRdsLike(folder, certificates);
  // As NODE_EXTRA_CA_CERTS does in Lambda.
  setDefaultCACertificates([...known, certificates.ca]);
});

afterAll(async () => {
  setDefaultCACertificates(known);
  await server.stop();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  now = monday;
});

describe('the migration of a database that the stack made', () => {
  const secretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:master';
  let secrets: FakeSecretsManager;

  beforeAll(async () => {
    secrets = await startSecretsManager(
      JSON.stringify({ username: 'parley_admin', password: 'of the master' }),
    );
    Object.assign(process.env, {
      DATABASE_HOST: 'localhost',
      DATABASE_PORT: String(server.port),
      DATABASE_NAME: 'app',
      DATABASE_USER: 'parley_admin',
      DATABASE_SECRET_ARN: secretArn,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    });
  });
  afterAll(() => secrets.stop());

  const run = () => migrate({ logins: migratingLogins(signing), folder: 'migrations' });

  it('logs in with the master’s password, from its secret, where a token is refused', async () => {
    expect((await until(() => run().catch(() => undefined))).length).toBeGreaterThan(1);
    expect(new Set(secrets.asked)).toEqual(new Set([secretArn]));
  });

  it('logs in with a token where a password is refused, and asks for no secret', async () => {
    await acceptToken('parley_admin', monday);
    const before = secrets.asked.length;

    expect(await run()).toEqual([]);
    expect(secrets.asked).toHaveLength(before);
  });

  it('must try both, since Postgres counts whoever makes a role among its members', async () => {
    await onServer(server.url, 'create role maker createrole');
    await onServer(server.url, 'set role maker; create role made; reset role; grant rds_iam to made');
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();

    const { rows } = await client.query(`select pg_has_role('maker', 'rds_iam', 'member') as counted`);
    await client.end();

    expect(rows).toEqual([{ counted: true }]);
  });

  it('has one way where there is a URL', () => {
    process.env['DATABASE_URL'] = server.url;

    expect(migratingLogins(signing)).toHaveLength(1);

    delete process.env['DATABASE_URL'];
  });
});

describe('the application', () => {
  it('logs in over TLS with a token of the moment, as its own role', async () => {
    await acceptToken('parley_app', monday);
    const database = open();

    const [found] = await database.query(
      `select current_user as name, session_user as login, ssl, current_setting('statement_timeout') as timeout
       from pg_stat_ssl where pid = pg_backend_pid()`,
      [],
    );
    await database.close();

    expect(found).toEqual({ name: 'parley_app', login: 'parley_app', ssl: true, timeout: '5s' });
  });

  it('makes a new token for each connection, and keeps an open one whatever becomes of its token', async () => {
    await acceptToken('parley_app', monday);
    const database = open();
    const pid = async () => {
      const [row] = await database.query<{ pid: number }>('select pg_backend_pid() as pid', []);
      return row?.pid;
    };
    const first = await pid();
    now = later;
    await acceptToken('parley_app', later);

    expect(await pid()).toBe(first);
    await onServer(server.url, `select pg_terminate_backend(${first})`);

    const second = await until(() => pid().catch(() => undefined));
    await database.close();
    expect(second).not.toBe(first);
  });

  it('is not let in with a token that has run out', async () => {
    await acceptToken('parley_app', later);
    const database = open();

    await expect(database.query('select 1', [])).rejects.toThrow(/password authentication failed/);
    await database.close();
  });

  it('shows no token to a server whose certificate is for another host', async () => {
    await acceptToken('parley_app', monday);
    const database = open('127.0.0.1');

    await expect(database.query('select 1', [])).rejects.toThrow(/does not match certificate|altnames/);
    await database.close();
  });

  it('shows no token to a server that nobody known vouches for', async () => {
    setDefaultCACertificates(known);
    const database = open();

    await expect(database.query('select 1', [])).rejects.toThrow(/certificate/);
    await database.close();
    setDefaultCACertificates([...known, certificates.ca]);
  });
});
