import { describe, expect, it } from 'vitest';
import { runProgram } from '../../scripts/deploy/run-program.ts';
import { until } from '../setup/until.ts';

/** Starts a process of its own and says its number; both would sleep for a minute. */
const parent = 'sleep 60 & echo $!; wait';

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const shell = { command: 'sh', env: process.env };

describe('a program that is run', () => {
  it('is told with its code and all that it said, line by line too', async () => {
    const lines: string[] = [];

    const ended = await runProgram({
      ...shell,
      args: ['-c', 'echo one; echo two >&2; exit 3'],
      limitMs: 10_000,
      onLine: (line) => lines.push(line),
    });

    expect(ended.code).toBe(3);
    expect(lines.toSorted()).toEqual(['one', 'two']);
  });

  it('is stopped at its limit, with what it started', async () => {
    const { code, output } = await runProgram({ ...shell, args: ['-c', parent], limitMs: 300 });

    expect(code).toBeNull();
    expect(await until(() => !isAlive(Number(output)) || undefined)).toBe(true);
  });

  it('is stopped when it is told to', async () => {
    const abort = new AbortController();

    const { code } = await runProgram({
      ...shell,
      args: ['-c', parent],
      limitMs: 30_000,
      signal: abort.signal,
      onLine: () => abort.abort(),
    });

    expect(code).toBeNull();
  });
});
