import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroup } from './run-program.ts';

export type EmulatorOptions = {
  /** Of the virtual environment that has MiniStack. */
  readonly python: string;
  readonly port: number;
  readonly region: string;
  /** Everything it writes is in here: buckets, state, the code of functions, its log. */
  readonly folder: string;
  /** Remembers a process, so that it is ended even if this one is killed. */
  readonly adopt: (pid: number) => () => void;
};

export type Emulator = { readonly url: string; readonly log: string; readonly stop: () => Promise<void> };

const ours = join(import.meta.dirname, 'emulator');
const readyWithinMs = 60_000;

/**
 * Starts MiniStack on loopback. Functions run as processes of this machine, under its Node and Python: the emulator's other
 * way needs Docker.
 *
 * @throws when it isn't up in a minute, with the place of its log.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { python, port, folder, adopt } = options;
  const log = join(folder, 'emulator.log');
  // Its scripts are CommonJS, and without this they were part of the package that this folder is in.
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  const child = spawn(python, [join(ours, 'run.py')], {
    cwd: folder,
    env: environment(options),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const file = createWriteStream(log);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  // Its whole group: the processes of functions outlive it otherwise.
  const release = child.pid === undefined ? () => undefined : adopt(-child.pid);
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(5_000)]);
    // The functions' processes are in its group.
    endGroup(child.pid, 'SIGKILL');
    await ended;
    release();
    file.end();
  };
  const url = `http://127.0.0.1:${port}`;
  if (await isUp(url, ended)) return { url, log, stop };
  await stop();
  throw new Error(`cannot start the emulator: it is not up after ${readyWithinMs / 1000} s; see ${log}`);
}

function environment({ port, region, folder }: EmulatorOptions): Record<string, string> {
  const within = (name: string) => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  return {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    HOME: within('home'),
    TMPDIR: within('tmp'),
    S3_DATA_DIR: within('buckets'),
    STATE_DIR: within('state'),
    PYTHONPATH: ours,
    PYTHONDONTWRITEBYTECODE: '1',
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: 'localhost',
    MINISTACK_REGION: region,
    LAMBDA_EXECUTOR: 'local',
  };
}

async function isUp(url: string, ended: Promise<void>): Promise<boolean> {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  const deadline = performance.now() + readyWithinMs;
  while (!isOver && performance.now() < deadline) {
    const answered = await fetch(`${url}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return true;
    await sleep(200);
  }
  return false;
}
