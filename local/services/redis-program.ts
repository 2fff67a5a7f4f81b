import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const servers = ['redis-server', 'valkey-server'];

/** System package managers, and how each installs a server without asking. */
const managers: readonly (readonly [program: string, ...steps: string[]])[] = [
  ['brew', 'brew install redis'],
  ['apt-get', 'apt-get update -q', 'apt-get install -y -q --no-install-recommends redis-server'],
  ['dnf', 'dnf install -y -q valkey || dnf install -y -q redis'],
  ['apk', 'apk add -q valkey || apk add -q redis'],
  ['pacman', 'pacman -Sy --noconfirm valkey'],
];

const advice =
  'install redis-server or valkey-server (for instance `sudo apt-get install redis-server`), or set REDIS_URL';

/** The path of a Redis or Valkey server, installed first where this user may. */
export async function findRedis(say: (line: string) => void): Promise<string> {
  const found = servers.map(onPath).find(Boolean);
  if (found !== undefined) return found;
  const manager = managers.find(([program]) => onPath(program) !== undefined);
  if (manager === undefined) throw new Error(`cannot start Redis: there is none on this machine; ${advice}`);
  const [program, ...steps] = manager;
  say(`Installing Redis with ${program}, once …`);
  if (!(await runAll(steps, program))) throw new Error(`cannot install Redis with ${program}: ${advice}`);
  const installed = servers.map(onPath).find(Boolean);
  if (installed === undefined) throw new Error(`cannot start Redis: ${program} brought none; ${advice}`);
  return installed;
}

function onPath(program: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not in this folder of the path.
    return false;
  }
}

/** @NOTE RUNLEVEL=1 keeps Debian from starting the server it installs. */
async function runAll(steps: readonly string[], program: string): Promise<boolean> {
  const isRoot = process.getuid?.() === 0 || program === 'brew';
  for (const step of steps) {
    const args = isRoot ? ['sh', '-c', step] : ['sudo', '-n', 'sh', '-c', step];
    if (!(await run(args))) return false;
  }
  return true;
}

function run([command = '', ...args]: readonly string[]): Promise<boolean> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const child = spawn(command, args, { stdio: 'ignore', env });
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}
