// `npm run bench:stores`: what Parley's own statements and scripts cost a real Postgres and a real Redis: memory of each thing
// that Redis keeps, and calls a second. `--quick` only shows that it runs.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Guard } from '../local/processes/guard.ts';
import { startPostgres } from '../local/services/postgres.ts';
import { startRedis } from '../local/services/redis.ts';
import { openRedis } from '../shared/redis/client.ts';
import { measurePostgresSpeed } from './stores/postgres-speed.ts';
import { measureRedisMemory } from './stores/redis-memory.ts';
import { measureRedisSpeed } from './stores/redis-speed.ts';
import type { StoreRow } from './stores/row.ts';

const runs = process.argv.includes('--quick') ? 1 : 5;

async function measureRedis(url: string): Promise<StoreRow[]> {
  const redis = openRedis(url, { commandTimeout: 30_000 });
  try {
    return [...(await measureRedisMemory(redis)), ...(await measureRedisSpeed(redis, runs))];
  } finally {
    redis.disconnect();
  }
}

async function measure(): Promise<StoreRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-stores-'));
  const guard = new Guard();
  const { adopt } = guard;
  const redis = await startRedis({ dataDir, adopt }, console.error);
  const postgres = await startPostgres({ dataDir, adopt });
  try {
    return [...(await measureRedis(redis.url)), ...(await measurePostgresSpeed(postgres.url, runs))];
  } finally {
    await Promise.all([postgres.stop(), redis.stop()]);
    guard.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const format = (value: number) => Math.round(value).toLocaleString('en');

function toLine({ name, unit, values }: StoreRow): string {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const spread = values.length > 1 ? `${format(sorted[0] ?? 0)}–${format(sorted.at(-1) ?? 0)}` : '';
  return `| ${name} | ${unit} | ${format(middle)} | ${spread} |`;
}

const load = () => (loadavg()[0] ?? 0).toFixed(1);
const before = load();
const rows = await measure();
console.log(['| what | unit | median | min–max |', '|---|---|---:|---:|', ...rows.map(toLine)].join('\n'));
console.log(
  `\n${runs} runs of a second each. ${availableParallelism()} cores for servers and client together, load ${before} before and ${load()} after.`,
);
