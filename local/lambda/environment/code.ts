import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { FunctionConfig } from '../../template/functions.ts';

/** The folder that a function runs in: its asset's own, or one made from its zip file or inline text. */
export async function taskRootOf({ code, name }: FunctionConfig, dataDir: string): Promise<string> {
  if (code === undefined) throw new Error(`cannot find the code of ${name}: the assembly has no such asset`);
  if (code.kind === 'inline') return inline(code.source, join(dataDir, 'code', name));
  const { path } = code;
  if ((await stat(path)).isDirectory()) return realpath(path);
  return unzip(path, join(dataDir, 'code', basename(path)));
}

async function inline(source: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.js'), source);
  return realpath(folder);
}

/** Unpacks once; the asset's name is a hash of its content. */
export async function unzip(file: string, folder: string): Promise<string> {
  if (existsSync(folder)) return realpath(folder);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    await promisify(execFile)('unzip', ['-q', file, '-d', partial]);
  } catch (cause) {
    throw new Error(`cannot unpack ${file}: the command unzip is missing or failed`, { cause });
  }
  await rename(partial, folder);
  return realpath(folder);
}
