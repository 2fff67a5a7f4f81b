import { existsSync } from 'node:fs';
import { dirname, join, matchesGlob, relative } from 'node:path';
import { watchTree } from './watch-tree.ts';

export type WatchOptions = {
  readonly appRoot: string;
  /** Takes over what changed and says so in lines. */
  readonly reload: () => Promise<readonly string[]>;
  readonly say: (line: string) => void;
};

const quietMs = 150;

/** Reloads the app after its files have changed and been quiet for a moment, until the result is called. */
export function watchApp(
  patterns: { readonly include: readonly string[]; readonly exclude: readonly string[] },
  { appRoot, reload, say }: WatchOptions,
): () => void {
  const turn = new Turns(async () => {
    const lines = await reload().catch((error: unknown) => [
      String(error instanceof Error ? error.message : error),
    ]);
    for (const line of lines) say(line);
  });
  const isMeant = (file: string) =>
    patterns.include.some((pattern) => matchesGlob(file, pattern)) &&
    !patterns.exclude.some((pattern) => matchesGlob(file, pattern)) &&
    !never.test(file);
  const recursive = new Map<string, boolean>();
  for (const pattern of patterns.include)
    recursive.set(folderOf(pattern), recursive.get(folderOf(pattern)) || pattern.includes('**'));
  const onChange = (path: string) => {
    if (isMeant(relative(appRoot, path))) turn.soon();
  };
  const closes = [...recursive]
    .filter(([folder]) => existsSync(join(appRoot, folder)))
    .map(([folder, isRecursive]) => watchTree(join(appRoot, folder), { recursive: isRecursive, onChange }));
  return () => {
    turn.stop();
    for (const close of closes) close();
  };
}

/** The folder before the first wildcard. */
const folderOf = (pattern: string) => dirname(`${pattern.split(/[*?[{]/)[0]}x`);

/** What changes with every start, or changes nothing that runs. */
const never = /(^|\/)(node_modules|cdk\.out|\.local|\.git)\/|\.test\.ts$/;

/** Runs a task a moment after the last call, never twice at once, and again when called meanwhile. */
class Turns {
  readonly #task: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #isRunning = false;
  #isWanted = false;

  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), quietMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#isWanted = false;
  }

  async #run(): Promise<void> {
    this.#isWanted = this.#isRunning;
    if (this.#isRunning) return;
    this.#isRunning = true;
    await this.#task();
    this.#isRunning = false;
    if (this.#isWanted) this.soon();
  }
}
