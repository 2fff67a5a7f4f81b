import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Change } from './mutation.ts';

/** A copy of the source tree. */
export type Tree = { readonly folder: string; readonly remove: () => void };

/**
 * Copies the tree as it is, with what is not committed yet, and makes changes in the copy.
 *
 * @throws when a text doesn't stand exactly once in its file.
 */
export function copyTree(root: string, changes: readonly Change[]): Tree {
  const folder = mkdtempSync(path.join(tmpdir(), 'parley-mutation-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
    const files = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
    for (const file of files) cpSync(path.join(root, file), path.join(folder, file));
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    for (const change of changes) apply(folder, change);
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}

function apply(folder: string, { file, from, to }: Change): void {
  const target = path.join(folder, file);
  const [before, after, ...more] = readFileSync(target, 'utf8').split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`cannot mutate ${file}: its text does not stand there once: ${from.trim()}`);
  }
  writeFileSync(target, `${before}${to}${after}`);
}
