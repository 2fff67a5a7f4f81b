import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes a data folder for this process; returns the function that gives it back.
 *
 * @throws when a living process has it; the lock of a dead one is taken over.
 */
export function lockData(dataDir: string): () => void {
  const file = join(dataDir, 'lock');
  mkdirSync(dataDir, { recursive: true });
  if (!tryLock(file)) {
    const owner = Number(readFileSync(file, 'utf8'));
    if (owner !== process.pid && isAlive(owner))
      throw new Error(`cannot start: ${dataDir} is in use by process ${owner}; stop that one first`);
    if (owner === process.pid) throw new Error(`cannot start: ${dataDir} is in use by this process`);
    writeFileSync(file, String(process.pid));
  }
  return () => rmSync(file, { force: true });
}

function tryLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether a process runs; one of somebody else's counts too. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
