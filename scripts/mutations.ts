// `npm run mutations`: puts single faults into copies of the source tree, and sees that the contract's checker catches each.
// The tree as it is has to pass with the seeds that caught them. `-- name` runs those whose name contains it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { mutations } from './mutations/catalog.ts';
import { copyTree } from './mutations/mutated-tree.ts';
import type { Mutation } from './mutations/mutation.ts';

const root = path.resolve(import.meta.dirname, '..');
const firstSeed = '1';
/** Of one that hangs. */
const limitMs = 300_000;

type Ended = { readonly code: number; readonly output: string; readonly seconds: number };

/** Runs the checker in a tree. */
function contract(folder: string, options: readonly string[]): Promise<Ended> {
  const begun = performance.now();
  const args = ['test/contract/main.ts', ...options, '--shrink-seconds', '0'];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMs,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output, seconds: Math.round((performance.now() - begun) / 1_000) });
    });
  });
}

type Row = readonly [mutation: string, caughtBy: string, seed: string, seconds: number, unmutated: string];

/** What the checker said first, of each promise: `I2 doubled`. */
const promisesIn = (output: string) => [
  ...new Set([...output.matchAll(/^ {2}(\w+ (?:[a-z]+ ?)+):/gm)].map(([, promise]) => promise ?? '')),
];
const seedIn = (output: string) => [...output.matchAll(/^seed (\d+):/gm)].at(-1)?.[1] ?? '';

async function prove({ name, changes, run }: Mutation): Promise<Row> {
  const tree = copyTree(root, changes);
  try {
    const { output, seconds } = await contract(tree.folder, [...run, '--seed', firstSeed, '--minutes', '1']);
    const caughtBy = promisesIn(output);
    if (caughtBy.length === 0) return [name, `NOT CAUGHT: ${output.slice(-300)}`, '', seconds, ''];
    const seed = seedIn(output);
    const sound = await contract(root, [...run, '--seed', seed, '--rounds', '1']);
    const unmutated = sound.code === 0 ? 'passes' : `FAILS: ${sound.output.slice(-300)}`;
    return [name, caughtBy.join(', '), seed, seconds, unmutated];
  } finally {
    tree.remove();
  }
}

const [wanted = ''] = process.argv.slice(2);
console.log('| mutation | caught by | seed | seconds | unmutated, same seed |');
console.log('|---|---|---|---|---|');
for (const mutation of mutations.filter(({ name }) => name.includes(wanted))) {
  const row = await prove(mutation);
  console.log(`| ${row.join(' | ')} |`);
  if (row[1].startsWith('NOT') || row[4] !== 'passes') process.exitCode = 1;
}
