import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, type Program, runProgram } from './run-program.ts';
import { Unavailable } from './unavailable.ts';

type Installation = {
  /** Of the virtual environment. */
  readonly folder: string;
  /** Each with its version, so that a run is the same tomorrow. */
  readonly packages: readonly string[];
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
};

const limitMs = 300_000;

/**
 * Installs packages of PyPI in a virtual environment of their own; nothing is done when they are there.
 *
 * @returns the Python of that environment.
 * @throws Unavailable when they can't be had on this machine.
 */
export async function installPackages({ folder, packages, say, signal }: Installation): Promise<string> {
  const python = join(folder, 'bin', 'python');
  const stamp = join(folder, 'packages.txt');
  const wanted = packages.join('\n');
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  say(`Installing ${packages.join(' and ')} from PyPI …`);
  const recent = ['-c', 'import sys; assert sys.version_info >= (3, 10)'];
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1'];
  for (const [command, args, otherwise] of [
    ['python3', recent, 'there is no Python 3.10 or later'],
    ['python3', ['-m', 'venv', folder], 'Python makes no virtual environment (Debian: python3-venv)'],
    [python, [...pip, '--timeout', '15', ...packages], 'PyPI can’t be reached, or lacks a package'],
  ] as const) {
    const { code, output } = await attempt({ command, args, env: process.env, limitMs, signal });
    if (code !== 0) throw new Unavailable(`${otherwise}: ${output.trim().split('\n').at(-1)}`);
  }
  writeFileSync(stamp, wanted);
  return python;
}

async function attempt(program: Program): Promise<Ended> {
  try {
    return await runProgram(program);
  } catch (error) {
    return { code: 127, output: error instanceof Error ? error.message : String(error) };
  }
}
