import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { freePort } from '../processes/free-port.ts';
import type { Service, ServiceOptions } from './postgres.ts';
import { findRedis } from './redis-program.ts';
import { startServer } from './server-process.ts';

/**
 * Starts a Redis or Valkey server that keeps nothing on disk.
 *
 * @param say - is told when one is being installed.
 * @throws with one line that says what to do when there is none and none can be installed.
 */
export async function startRedis(
  { dataDir, port, adopt }: ServiceOptions,
  say: (line: string) => void = () => undefined,
): Promise<Service & { readonly pid: number }> {
  const folder = resolve(dataDir, 'redis');
  mkdirSync(folder, { recursive: true });
  const command = await findRedis(say);
  const chosen = port ?? (await freePort());
  const server = await startServer({
    name: 'Redis',
    command,
    args: Object.entries({
      '--port': String(chosen),
      '--bind': '127.0.0.1',
      '--dir': folder,
      '--save': '',
      '--appendonly': 'no',
    }).flat(),
    readyText: 'eady to accept connections',
    ...(adopt === undefined ? {} : { adopt }),
  });
  return { url: `redis://127.0.0.1:${chosen}`, pid: server.pid, stop: server.stop };
}
