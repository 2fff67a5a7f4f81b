import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { product } from './product.ts';

/** Every log file of the running product, with its text. */
export async function readLogs(): Promise<ReadonlyMap<string, string>> {
  const folder = dirname(product().logFolder);
  const names = await readdir(folder, { recursive: true });
  const logs = names.filter((name) => /\.(jsonl|log)(\.\d+)?$/.test(name));
  const texts = logs.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  return new Map(await Promise.all(texts));
}

/** Which of the texts stand in which log file, as they are or as JSON or a URL writes them. */
export async function findInLogs(texts: readonly string[]): Promise<readonly string[]> {
  const logs = await readLogs();
  const spellings = (text: string) => [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)];
  return [...logs].flatMap(([name, log]) =>
    texts
      .filter((text) => spellings(text).some((one) => log.includes(one)))
      .map((text) => `${text} in ${name}`),
  );
}
