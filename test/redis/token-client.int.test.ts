import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RedisClient } from '../../shared/redis/client.ts';
import { openTokenRedis } from '../../shared/redis/token-client.ts';
import { type Certificates, makeCertificates } from '../setup/certificates.ts';
import { startTlsRedis, type TlsRedis } from '../setup/tls-redis.ts';
import { until } from '../setup/until.ts';

const user = 'parley-app';
const hour = 60 * 60 * 1_000;

let folder: string;
let certificates: Certificates;
let server: TlsRedis;
let clients: RedisClient[] = [];
/** How many tokens were made; only the newest is good, the others being older than a quarter of an hour. */
let made = 0;
/** What waits for the clock: five hours pass when a test says so. */
let waiting: { readonly ms: number; readonly run: () => void }[] = [];

async function token(): Promise<string> {
  made += 1;
  await server.admin.acl('SETUSER', user, 'resetpass', `>token-${made}`);
  return `token-${made}`;
}

function later(ms: number, run: () => void): () => void {
  const entry = { ms, run };
  waiting.push(entry);
  return () => {
    waiting = waiting.filter((other) => other !== entry);
  };
}

type Trust = {
  readonly host?: string;
  /** Without one it is opened as functions do: who vouches is for Node to know. */
  readonly ca?: string;
};

async function open(trust: Trust = { ca: certificates.ca }): Promise<RedisClient> {
  const { ca, host = 'localhost' } = trust;
  const tls = ca === undefined ? {} : { tls: { ca } };
  const client = await openTokenRedis({ host, port: server.port, user, token, later, ...tls });
  clients.push(client);
  return client;
}

const pass = () => {
  const next = waiting.shift();
  next?.run();
  return next?.ms;
};

const connectionOf = (client: RedisClient) => client.client('ID');

/** The connections of the user, as the server sees them. */
async function connected(): Promise<number> {
  const list = String(await server.admin.client('LIST'));
  return list.split('\n').filter((line) => line.includes(` user=${user} `)).length;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-tls-redis-'));
  certificates = makeCertificates(folder);
  server = await startTlsRedis(folder, certificates);
});

beforeEach(async () => {
  made = 0;
  waiting = [];
  await server.admin.acl('SETUSER', user, 'reset', 'on', '~*', '+@all');
});

afterEach(() => {
  for (const client of clients) client.disconnect();
  clients = [];
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

describe('a connection that logs in with tokens', () => {
  it('is made over TLS, as its user', async () => {
    const client = await open();

    expect(await client.acl('WHOAMI')).toBe(user);
    expect(made).toBe(1);
  });

  it('logs in again after five hours with a new token, and stays the same connection', async () => {
    const client = await open();
    const before = await connectionOf(client);

    const renewals = [];
    for (let turn = 2; turn <= 4; turn++) {
      renewals.push(pass());
      await until(() => (waiting.length === 1 && made === turn ? true : undefined));
    }

    expect(renewals).toEqual([5 * hour, 5 * hour, 5 * hour]);
    expect(await connectionOf(client)).toBe(before);
  });

  it('goes on after being cut, with a token made for the new connection', async () => {
    const client = await open();
    const before = await connectionOf(client);
    // The token of the first connection has run out, and its twelve hours are over.
    await server.admin.acl('SETUSER', user, 'resetpass');
    await server.admin.client('KILL', 'USER', user);

    expect(await client.set('after', 'the cut')).toBe('OK');

    expect(await connectionOf(client)).not.toBe(before);
    expect(made).toBe(2);
    expect(waiting).toHaveLength(1);
  });

  it('is renewed by the clock of the new connection alone', async () => {
    const client = await open();
    await client.ping();
    await server.admin.client('KILL', 'USER', user);
    await client.ping();

    pass();
    await until(() => (made === 3 && waiting.length === 1 ? true : undefined));

    expect(await connected()).toBe(1);
  });

  it('stands though it can’t be renewed, and tries again', async () => {
    const client = await open();
    const before = await connectionOf(client);
    await server.admin.acl('SETUSER', user, 'off');

    pass();
    await until(() => (waiting.length === 1 ? true : undefined));
    await server.admin.acl('SETUSER', user, 'on');
    pass();
    await until(() => (made === 3 && waiting.length === 1 ? true : undefined));

    expect(await connectionOf(client)).toBe(before);
  });

  it('is not renewed once it is closed', async () => {
    const client = await open();
    await client.ping();

    await client.quit();
    await until(async () => ((await connected()) === 0 ? true : undefined));

    expect(waiting).toEqual([]);
  });
});

describe('a server that cannot prove who it is', () => {
  it('gets no token when nobody known vouches for it', async () => {
    const client = await open({});

    await expect(client.ping()).rejects.toThrow();
    expect(await connected()).toBe(0);
  });

  it('gets no token when its certificate is for another host', async () => {
    const client = await open({ ca: certificates.ca, host: '127.0.0.1' });

    await expect(client.ping()).rejects.toThrow();
    expect(await connected()).toBe(0);
  });
});
