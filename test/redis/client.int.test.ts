import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRedis, type RedisClient, withRedis } from '../../shared/redis/client.ts';
import { type RedisServer, startRedisServer } from '../faults/redis-server.ts';
import { startProxy, type TcpProxy } from '../faults/tcp-proxy.ts';
import { until } from '../setup/until.ts';

let folder: string;
let server: RedisServer;
let proxy: TcpProxy;
let redis: RedisClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-redis-'));
  server = await startRedisServer(folder);
  proxy = await startProxy(server.url);
});
afterAll(async () => {
  await proxy.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  redis = openRedis(proxy.url);
  await redis.ping();
});
afterEach(() => {
  server.thaw();
  redis.disconnect();
});

const ping = () => withRedis(() => redis.ping());
const works = () =>
  until(() =>
    ping().then(
      () => true,
      () => undefined,
    ),
  );
const happens = (event: 'connect' | 'error') =>
  new Promise<void>((resolve) => void redis.once(event, () => resolve()));
const unavailable = { fields: { code: 'unavailable' } };

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

describe('a connection to Redis', () => {
  it('that died without a word is given up within a second, and replaced', async () => {
    proxy.lose(true);

    const lostMs = await timed(() => expect(ping()).rejects.toMatchObject(unavailable));
    const foundMs = await timed(works);

    expect(lostMs).toBeLessThan(1_500);
    expect(foundMs).toBeLessThan(1_500);
  });

  it('carries nothing that was given up before', async () => {
    proxy.lose(true);

    await expect(withRedis(() => redis.set('given-up', 'value'))).rejects.toMatchObject(unavailable);
    await works();

    expect(await redis.get('given-up')).toBeNull();
  });

  it('is kept when the process was frozen over its time-out, and the answer lay unread', async () => {
    const direct = openRedis(server.url);
    const before = await direct.client('ID');
    const settled = direct.ping().catch(() => 'late');
    // What was sent is answered while nothing runs here.
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_100);

    expect(await settled).toBe('late');
    expect(await direct.client('ID')).toBe(before);
    direct.disconnect();
  });

  it('is left when its server has become a replica', async () => {
    const before = await redis.client('ID');
    await redis.call('REPLICAOF', '127.0.0.1', '1');

    await expect(withRedis(() => redis.set('key', 'value'))).rejects.toMatchObject(unavailable);
    await until(async () => ((await redis.client('ID')) > before ? true : undefined));
    await redis.call('REPLICAOF', 'NO', 'ONE');

    expect(await withRedis(() => redis.set('key', 'value'))).toBe('OK');
  });

  it('to a server that is away fails a command within half a second, and is back with the server', async () => {
    let tried = 0;
    redis.on('reconnecting', () => {
      tried += 1;
    });
    proxy.refuse(true);
    proxy.cut();
    // However long it was away.
    await until(() => (tried > 12 ? true : undefined));

    const tries = await Promise.all(
      [1, 2, 3].map(() => timed(() => expect(ping()).rejects.toMatchObject(unavailable))),
    );
    proxy.refuse(false);
    const foundMs = await timed(works);

    expect(Math.max(...tries)).toBeLessThan(700);
    expect(foundMs).toBeLessThan(700);
  });

  it('that could not be made just as a command came is made for it, before it fails', async () => {
    server.freeze();
    await expect(ping()).rejects.toMatchObject(unavailable);
    await happens('connect');
    // It is not answered, for longer than a command waits.
    await happens('error');
    const answer = ping();
    server.thaw();

    expect(await answer).toBe('PONG');
  });

  it('gives each command a second, and hears again from a server that hung', async () => {
    server.freeze();
    const lostMs = await timed(() => expect(ping()).rejects.toMatchObject(unavailable));
    server.thaw();
    const foundMs = await timed(works);

    expect(lostMs).toBeLessThan(1_500);
    expect(foundMs).toBeLessThan(2_500);
  });
});
