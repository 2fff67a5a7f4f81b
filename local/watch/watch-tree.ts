import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['node_modules', '.git'].includes(entry.name))
    .map(({ name }) => join(folder, name));

/**
 * Watches a folder, and with `recursive` all below it, until the result is called. `onChange` gets paths with the folder in front.
 *
 * @NOTE Node's own recursive watch looks at each file: on Linux one that was replaced and is then written in place is missed.
 * A watch of each folder sees whatever happens to the files in it.
 */
export function watchTree(
  root: string,
  { recursive, onChange }: { readonly recursive: boolean; readonly onChange: (path: string) => void },
): () => void {
  const watchers = new Map<string, FSWatcher>();

  const add = (folder: string): void => {
    if (watchers.has(folder)) return;
    const watcher = watch(folder, (_kind, name) => {
      if (name !== null) seen(join(folder, name));
    });
    // The folder itself is gone; what was in it has been told.
    watcher.on('error', () => drop(folder));
    watchers.set(folder, watcher);
    if (recursive) foldersIn(folder).forEach(add);
  };
  const drop = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const seen = (path: string): void => {
    if (recursive && isFolder(path)) add(path);
    else drop(path);
    onChange(path);
  };

  add(root);
  return () => {
    for (const folder of [...watchers.keys()]) drop(folder);
  };
}
