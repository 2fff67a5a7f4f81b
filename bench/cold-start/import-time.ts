import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { median } from '../harness/statistics.ts';
import type { Bundle } from './bundle.ts';

const run = promisify(execFile);

/** Ends at once: what a module has begun, such as a connection, is no part of its import. */
const script = `
const before = process.cpuUsage();
await import(process.argv[1]);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000));
process.exit();`;

/** What Lambda sets. */
const own = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };

/**
 * Milliseconds of processor time that a new Node process takes to import a bundle. An idle machine takes hardly more time than
 * that, and a function with a third of a core three times as much.
 *
 * @throws when it can't.
 */
async function importTime({ file, environment }: Bundle): Promise<number> {
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '--eval', script, pathToFileURL(file).href],
    { env: { ...own, ...environment } },
  );
  return Number(stdout);
}

/** Imports each bundle once a round, in turn, and says how much longer than an empty one (its median) it took. */
export async function importTimes(
  bundles: readonly Bundle[],
  empty: Bundle,
  rounds: number,
): Promise<ReadonlyMap<Bundle, readonly number[]>> {
  const times = new Map<Bundle, number[]>([empty, ...bundles].map((bundle) => [bundle, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [bundle, taken] of times) taken.push(await importTime(bundle));
  const base = median(times.get(empty) ?? []);
  return new Map([...times].map(([bundle, taken]) => [bundle, taken.map((ms) => ms - base)]));
}
