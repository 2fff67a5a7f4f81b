// `node bench/cold-start.ts`: what each function weighs and what its import takes, beside the least that a function can be, and
// which packages that comes from. `--quick` only shows that it runs.
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import path from 'node:path';
import type { Bundle } from './cold-start/bundle.ts';
import { type Bundles, makeBundles } from './cold-start/bundles.ts';
import { importTimes } from './cold-start/import-time.ts';
import { spread, writeTable } from './harness/table.ts';

const rounds = process.argv.includes('--quick') ? 1 : 11;
const manifest = path.resolve(import.meta.dirname, '../package.json');
const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

type Times = ReadonlyMap<Bundle, readonly number[]>;

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0);
const timesOf = (bundle: Bundle, times: Times): string[] => spread(times.get(bundle));
const heaviest = ({ shares }: Bundle): string =>
  shares
    .slice(0, 3)
    .map(({ name, bytes }) => `${name} ${kilobytes(bytes)}`)
    .join(', ');

function functionTable({ functions, hello }: Bundles, times: Times): string {
  const head = ['function', 'KB', 'init, CPU ms', 'min–max', 'heaviest, KB'];
  const lines = [...functions, hello].map((bundle) => [
    bundle.name,
    kilobytes(bundle.bytes),
    ...timesOf(bundle, times),
    heaviest(bundle),
  ]);
  return writeTable(head, lines, (column) => column === 0 || column === 4);
}

function packageTable({ packages, functions }: Bundles, times: Times): string {
  const head = ['package, alone', 'KB', 'init, CPU ms', 'min–max', 'in'];
  const lines = packages.map((bundle) => {
    const holders = functions.filter(({ shares }) => shares.some(({ name }) => name === bundle.name));
    const names = holders.length === functions.length ? 'all' : holders.map(({ name }) => name).join(', ');
    return [bundle.name, kilobytes(bundle.bytes), ...timesOf(bundle, times), names];
  });
  return writeTable(head, lines, (column) => column === 0 || column === 4);
}

const begun = performance.now();
const bundles = await makeBundles(Object.keys(dependencies));
try {
  const { functions, packages, hello, empty } = bundles;
  const times = await importTimes([...functions, hello, ...packages], empty, rounds);
  console.log(`${functionTable(bundles, times)}\n\n${packageTable(bundles, times)}`);
} finally {
  rmSync(bundles.folder, { recursive: true });
}
const seconds = ((performance.now() - begun) / 1000).toFixed(0);
console.log(
  `\nKB minified, not compressed. Medians of ${rounds} imports, each in a new process, less an empty module's. ` +
    `${availableParallelism()} cores, Node ${process.versions.node}, ${seconds} s, load ${(loadavg()[0] ?? 0).toFixed(1)}.`,
);
