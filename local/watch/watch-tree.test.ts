import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchTree } from './watch-tree.ts';

let root: string;
let seen: string[];
let close: () => void;
const told = (path: string) => vi.waitFor(() => expect(seen).toContain(join(root, path)), { timeout: 5_000 });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'watch-'));
  await mkdir(join(root, 'inner'));
  await writeFile(join(root, 'inner', 'file.ts'), 'one');
  seen = [];
  close = watchTree(root, { recursive: true, onChange: (path) => seen.push(path) });
});

afterEach(async () => {
  close();
  await rm(root, { recursive: true });
});

describe('watching a tree', () => {
  it('sees a file that is written in place', async () => {
    await writeFile(join(root, 'inner', 'file.ts'), 'two');

    await told('inner/file.ts');
  });

  it('sees a file that is replaced, and then written in place', async () => {
    await writeFile(join(root, 'inner', 'new'), 'two');
    await rename(join(root, 'inner', 'new'), join(root, 'inner', 'file.ts'));
    await told('inner/file.ts');
    seen = [];

    await writeFile(join(root, 'inner', 'file.ts'), 'three');

    await told('inner/file.ts');
  });

  it('sees files of a folder that is made later, and of one made anew', async () => {
    await mkdir(join(root, 'later'));
    await told('later');
    await writeFile(join(root, 'later', 'a.ts'), 'one');
    await told('later/a.ts');
    await rm(join(root, 'later'), { recursive: true });
    await mkdir(join(root, 'later'));
    seen = [];

    await vi.waitFor(async () => {
      await writeFile(join(root, 'later', 'b.ts'), String(Math.random()));
      expect(seen).toContain(join(root, 'later', 'b.ts'));
    });
  });

  it('looks only at the folder itself when asked to', async () => {
    close();
    close = watchTree(root, { recursive: false, onChange: (path) => seen.push(path) });

    await writeFile(join(root, 'inner', 'file.ts'), 'two');
    await writeFile(join(root, 'top.ts'), 'one');

    await told('top.ts');
    expect(seen).not.toContain(join(root, 'inner', 'file.ts'));
  });
});
