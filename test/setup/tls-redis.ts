import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../local/processes/free-port.ts';
import { findRedis } from '../../local/services/redis-program.ts';
import { startServer } from '../../local/services/server-process.ts';
import type { Certificates } from './certificates.ts';

export type TlsRedis = {
  readonly port: number;
  /** Whoever may do everything. */
  readonly admin: Redis;
  readonly stop: () => Promise<void>;
};

/** A Redis that takes TLS alone, and nobody without a name: as ElastiCache is, but for who checks passwords. */
export async function startTlsRedis(
  folder: string,
  { ca, certFile, keyFile }: Certificates,
): Promise<TlsRedis> {
  const port = await freePort();
  const dir = join(folder, 'redis');
  mkdirSync(dir);
  const server = await startServer({
    name: 'Redis',
    command: await findRedis(() => undefined),
    args: Object.entries({
      '--port': '0',
      '--tls-port': String(port),
      '--tls-cert-file': certFile,
      '--tls-key-file': keyFile,
      '--tls-auth-clients': 'no',
      '--bind': '127.0.0.1',
      '--dir': dir,
      '--save': '',
      '--user': 'default off',
    })
      .flatMap(([name, value]) => [name, ...(name === '--user' ? value.split(' ') : [value])])
      .concat('--user', 'admin', 'on', 'nopass', '~*', '&*', '+@all'),
    readyText: 'eady to accept connections',
  });
  const admin = new Redis({ host: 'localhost', port, tls: { ca }, username: 'admin', password: 'any' });
  const stop = async () => {
    await admin.quit();
    await server.stop();
  };
  return { port, admin, stop };
}
