import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '../processes/data-lock.ts';

const patienceMs = 10_000;

/**
 * Ends a PostgreSQL server that a killed run left on these files, and forgets one that is gone but whose number another process
 * has now.
 */
export async function endStalePostgres(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!(isAlive(pid) && runsOn(pid, folder))) {
    rmSync(file, { force: true });
    return;
  }
  process.kill(pid, 'SIGINT');
  const deadline = Date.now() + patienceMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`cannot start Postgres: process ${pid} holds ${folder}`);
    await delay(50);
  }
}

/** Whether the process was started with this folder; where that can't be seen, it is taken to be. */
function runsOn(pid: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
  } catch {
    // No /proc on this system.
    return process.platform !== 'linux';
  }
}
