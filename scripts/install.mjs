// Plain JavaScript on Node 20 and nothing but Node: this runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');

/** The environment in which `node` is the pinned Node 24 of node_modules. */
export const environment = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** True when node_modules lacks a package of package-lock.json, or has it in another version. */
function isStale() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed) || !existsSync(join(bin, 'node'))) return true;
  const have = packagesOf(installed);
  const want = Object.entries(packagesOf(join(root, 'package-lock.json')));
  return want.some(([path, { version, optional }]) => {
    if (path === '') return false;
    return have[path] ? have[path].version !== version : !optional;
  });
}

/** Runs `npm ci` when node_modules is missing or stale; ends the process with npm's code when that fails. */
export function ensureInstalled() {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    console.error(`cannot start: Parley needs Node 20 or later, this is ${process.version}`);
    process.exit(1);
  }
  if (!isStale()) return;
  console.log('Installing packages (npm ci), about a minute the first time …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status === 0) return;
  console.error('cannot install the packages: `npm ci` failed; its message is above');
  process.exit(status ?? 1);
}
