import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Bundle } from './bundle.ts';

const run = promisify(execFile);

/** Ends at once: what a module has begun, such as a connection, is no part of its import. */
const script = `
const begun = performance.now();
await import(process.argv[1]);
process.stdout.write(String(performance.now() - begun));
process.exit();`;

const region = { AWS_REGION: 'us-east-1' };

/** Milliseconds that a new Node process takes to import a bundle. @throws when it can't. */
async function importTime({ file, environment }: Bundle): Promise<number> {
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '--eval', script, pathToFileURL(file).href],
    { env: { ...region, ...environment } },
  );
  return Number(stdout);
}

/** Imports each bundle once a round, in turn, and says how much longer than an empty one of the same round it took. */
export async function importTimes(
  bundles: readonly Bundle[],
  empty: Bundle,
  rounds: number,
): Promise<ReadonlyMap<Bundle, readonly number[]>> {
  const times = new Map<Bundle, number[]>(bundles.map((bundle) => [bundle, []]));
  for (let round = 0; round < rounds; round += 1) {
    const base = await importTime(empty);
    for (const [bundle, taken] of times) taken.push((await importTime(bundle)) - base);
  }
  return times;
}
