import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PostgresPrograms } from './postgres-programs.ts';
import type { Runner } from './server-user.ts';

export type ClusterOptions = {
  readonly folder: string;
  readonly programs: PostgresPrograms;
  readonly runner: Runner;
  readonly password: string;
};

/**
 * Creates the files of a PostgreSQL server, unless they are there.
 *
 * Text sorts by code point, the same on every machine.
 *
 * @throws when they are there and of another major version, which could not read them.
 */
export async function createCluster({ folder, programs, runner, password }: ClusterOptions): Promise<void> {
  const versionFile = join(folder, 'PG_VERSION');
  if (existsSync(versionFile)) {
    await checkVersion(readFileSync(versionFile, 'utf8').trim(), folder, programs);
    return;
  }
  // What an interrupted creation left would be refused.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const passwordFile = `${folder}.pw`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const { owner } = runner;
  if (owner !== undefined) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
  const { command, args } = runner.wrap(programs.initdb, [
    ...[`--pgdata=${folder}`, `--pwfile=${passwordFile}`, '--username=postgres', '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    // The first checkpoint makes it safe; waiting for the disk here only takes time.
    '--no-sync',
  ]);
  try {
    await promisify(execFile)(command, args, { ...runner.options, env: { ...process.env, LC_ALL: 'C' } });
  } catch (cause) {
    throw new Error(`cannot create the files of Postgres in ${folder}: ${reason(cause)}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function checkVersion(made: string, folder: string, { postgres }: PostgresPrograms): Promise<void> {
  const { stdout } = await promisify(execFile)(postgres, ['--version']);
  const [, runs = ''] = /\) (\d+)/.exec(stdout) ?? [];
  if (made === runs) return;
  throw new Error(
    `cannot start Postgres ${runs}: ${folder} was made by Postgres ${made}; move it away (its data with it), or set DATABASE_URL`,
  );
}

function reason(cause: unknown): string {
  const text = cause instanceof Error && 'stderr' in cause ? String(cause.stderr) : String(cause);
  const lines = text.trim().split('\n');
  return lines.find((line) => /error|FATAL|could not/i.test(line)) ?? lines.at(-1) ?? '';
}
