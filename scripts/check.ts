// `npm run check`: everything that needs no server, side by side, each with its time.
import { spawn } from 'node:child_process';
import { cruise } from './cruise.ts';

type Outcome = { readonly name: string; readonly ok: boolean; readonly ms: number; readonly output: string };

const commands: Readonly<Record<string, readonly string[]>> = {
  // What has not changed since the last check is not looked at again.
  types: ['tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', '.build/types.tsbuildinfo'],
  'types of the page': ['tsc', '--noEmit', '-p', 'web'],
  'format and lint': ['biome', 'check', '--error-on-warnings', '.'],
  'dead code': ['knip'],
  'conformance table': ['node', 'scripts/conformance.ts', '--check'],
  migrations: ['squawk', 'migrations/0*.sql'],
  'unit tests': ['vitest', 'run', '--project', 'unit', '--project', 'cdk', '--reporter=default'],
};

function run(name: string, [command = '', ...args]: readonly string[]): Promise<Outcome> {
  const start = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ name, ok: code === 0, ms: performance.now() - start, output }));
  });
}

async function layers(): Promise<Outcome> {
  const start = performance.now();
  const { ok, output } = await cruise();
  return { name: 'layers', ok, ms: performance.now() - start, output };
}

const running = [...Object.entries(commands).map(([name, command]) => run(name, command)), layers()];
for (const { name, ok, ms, output } of await Promise.all(running)) {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${(ms / 1000).toFixed(1)} s)`);
  if (ok) continue;
  console.log(output);
  process.exitCode = 1;
}
