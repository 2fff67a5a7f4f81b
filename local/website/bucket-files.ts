import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { unzip } from '../lambda/environment/code.ts';
import type { Upload } from '../template/bucket-contents.ts';

/** One object of a bucket. */
export type StoredFile = {
  readonly name: string;
  readonly content: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
};

/** Looks a path up in a bucket. */
export type Files = (path: string) => StoredFile | undefined;

type Folder = Upload & { readonly folder: string };

/** The objects of a bucket, read from the assets that the deployment would upload; later uploads cover earlier ones. */
export async function bucketFiles(uploads: readonly Upload[], dataDir: string): Promise<Files> {
  const folders: Folder[] = [];
  for (const upload of uploads) folders.unshift({ ...upload, folder: await folderOf(upload, dataDir) });
  return (path) => {
    const key = decoded(path);
    for (const folder of folders) {
      const file = key === undefined ? undefined : read(folder, key);
      if (file !== undefined) return file;
    }
    return undefined;
  };
}

async function folderOf({ source }: Upload, dataDir: string): Promise<string> {
  if (statSync(source).isDirectory()) return realpathSync(source);
  return unzip(source, join(dataDir, 'code', basename(source)));
}

function read({ folder, prefix, markers, metadata }: Folder, key: string): StoredFile | undefined {
  const inside = prefix === '' ? key : key.slice(prefix.length + 1);
  if (prefix !== '' && !key.startsWith(`${prefix}/`)) return undefined;
  const file = join(folder, inside);
  const isFile = file.startsWith(folder + sep) && statSync(file, { throwIfNoEntry: false })?.isFile();
  if (!isFile) return undefined;
  const content = readFileSync(file);
  return { name: basename(file), content: replaceMarkers(content, markers), metadata };
}

function replaceMarkers(content: Buffer, markers: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(markers);
  if (entries.length === 0) return content;
  return Buffer.from(
    entries.reduce((text, [marker, value]) => text.replaceAll(marker, value), content.toString()),
  );
}

function decoded(path: string): string | undefined {
  try {
    const key = decodeURIComponent(path).replace(/^\/+/, '');
    return key.includes('\0') ? undefined : key;
  } catch {
    // No bucket has a key that is not UTF-8.
    return undefined;
  }
}
