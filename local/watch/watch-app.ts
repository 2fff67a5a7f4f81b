import { existsSync, watch } from 'node:fs';
import { join, matchesGlob, relative } from 'node:path';

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
    !file.endsWith('.test.ts');
  const folders = [...new Set(patterns.include.map(folderOf))].filter((folder) =>
    existsSync(join(appRoot, folder)),
  );
  const watchers = folders.map((folder) =>
    watch(join(appRoot, folder), { recursive: true }, (_kind, name) => {
      if (name !== null && isMeant(relative('.', join(folder, name)))) turn.soon();
    }),
  );
  return () => {
    turn.stop();
    for (const watcher of watchers) watcher.close();
  };
}

/** The folder before the first wildcard. */
const folderOf = (pattern: string) => pattern.split(/[*?[{]/)[0]?.replace(/\/[^/]*$/, '') || '.';

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
