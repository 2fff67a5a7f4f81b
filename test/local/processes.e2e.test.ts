import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../local/processes/data-lock.ts';
import { freePort, isFree } from '../../local/processes/free-port.ts';
import { echoRoot, eventually } from './echo-app.ts';
import { synthesizedOnce } from './synthesized.ts';

const root = path.resolve(import.meta.dirname, '../..');
let dataDir: string;
let children: ChildProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'echo-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

/** Runs the command as a person does; `output` is all it has printed so far. */
function run(args: readonly string[], cwd = echoRoot) {
  const child = spawn(process.execPath, [path.join(root, 'local/main.ts'), '--data', dataDir, ...args], {
    cwd,
  });
  children.push(child);
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { child, ended, output: () => printed };
}

/** The same, without a synthesis of its own. */
const runSynthesized = async (...args: readonly string[]) =>
  run([...args, '--app', await synthesizedOnce(echoRoot)]);

/** The processes that run a function of this data folder. */
async function functionProcesses(): Promise<number[]> {
  const { stdout } = spawn('pgrep', ['-f', path.join(dataDir, 'runtime')]);
  const chunks = await stdout.toArray();
  return chunks.join('').split('\n').filter(Boolean).map(Number);
}

describe('npm start', () => {
  it('prints where everything is, tells it in a file, and leaves nothing behind at Ctrl-C', async () => {
    const port = (await freePort()) + 40;
    const { child, ended, output } = run(['--port', String(port)]);
    await eventually(() => output().includes('Ready in'));
    const announced = JSON.parse(await readFile(path.join(dataDir, 'endpoints.json'), 'utf8'));
    const before = await functionProcesses();

    child.kill('SIGINT');

    expect(await ended).toBe(0);
    expect(announced).toEqual({
      page: `http://127.0.0.1:${port}`,
      http: `http://127.0.0.1:${port + 1}`,
      websocket: `ws://127.0.0.1:${port + 2}/v1`,
    });
    expect(output()).toContain(`wscat -c ws://127.0.0.1:${port + 2}/v1 -H 'x-user: ann'`);
    expect(before).toHaveLength(1);
    expect(before.filter(isAlive)).toEqual([]);
    expect(existsSync(path.join(dataDir, 'endpoints.json'))).toBe(false);
    expect(await isFree(port)).toBe(true);
  });

  it('leaves no function behind when it is killed', async () => {
    const { child, ended, output } = await runSynthesized('--port', '0');
    await eventually(() => output().includes('Ready in'));
    const before = await functionProcesses();

    child.kill('SIGKILL');
    await ended;

    expect(before).toHaveLength(1);
    await eventually(() => before.filter(isAlive).length === 0);
  });

  it('names a port that is in use and says what to do', async () => {
    const port = (await freePort()) + 41;
    const server = createServer().listen(port + 2, '127.0.0.1');

    const { ended, output } = await runSynthesized('--port', String(port));

    expect(await ended).toBe(1);
    expect(output()).toBe(
      `cannot start: port ${port + 2} is in use; stop what listens there, or try \`npm start -- --port ${port + 100}\`\n`,
    );
    server.close();
  });

  it('refuses a data folder that is in use', async () => {
    const first = await runSynthesized('--port', '0');
    await eventually(() => first.output().includes('Ready in'));

    const second = await runSynthesized('--port', '0');

    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`is in use by process ${first.child.pid}`);
  });

  it('prints what a failing app printed, and one line that says so', async () => {
    const { ended, output } = run(['--port', '0', '--app', 'echo "no such stage" >&2; exit 3']);

    expect(await ended).toBe(1);
    expect(output()).toBe(
      'no such stage\ncannot synthesize: `echo "no such stage" >&2; exit 3` ended with 3\n',
    );
  });
});

describe('a change', () => {
  it('reaches the functions and pages it touches, and a broken one leaves all as it was', async () => {
    const copy = path.join(root, 'test/apps', `.copy-${process.pid}`);
    await cp(echoRoot, copy, { recursive: true });
    const { output } = run(['--port', '0'], copy);
    await eventually(() => output().includes('Ready in'));

    await writeFile(path.join(copy, 'functions/echo/index.mjs'), 'export const handler = async () => 1;\n');
    await eventually(() => output().includes('Reloaded: echo ('));
    await writeFile(path.join(copy, 'app.ts'), 'throw new Error("not now");\n');
    await eventually(() => output().includes('cannot synthesize'));

    expect(output()).toContain('not now');
    await rm(copy, { recursive: true, force: true });
  });
});
