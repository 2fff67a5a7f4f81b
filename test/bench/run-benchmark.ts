import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(import.meta.dirname, '../..');

export type Rows = ReadonlyMap<string, readonly string[]>;

/** The cells of each row by the row's name. */
function readRows(output: string): Rows {
  const lines = output.split('\n').filter((line) => line.startsWith('| ') && !/^\| ?-/.test(line));
  return new Map(
    lines.map((line) => {
      const [name = '', ...cells] = line.split('|').slice(1, -1);
      return [name.trim(), cells.map((cell) => cell.trim())];
    }),
  );
}

/** What a benchmark, by its file, prints when it only shows that it runs. */
export async function runBenchmark(file: string): Promise<{ readonly rows: Rows; readonly output: string }> {
  const { stdout } = await promisify(execFile)(process.execPath, [file, '--quick'], {
    cwd: root,
  });
  return { rows: readRows(stdout), output: stdout };
}
