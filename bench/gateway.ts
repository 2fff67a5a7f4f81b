// `node bench/gateway.ts`: what the local gateway costs, beside bare servers in the same run. `--quick` only shows that it runs.
import { availableParallelism, loadavg } from 'node:os';
import { measureConnections } from './gateway/connections.ts';
import { measureEcho } from './gateway/echo.ts';
import { measureMemory } from './gateway/memory.ts';
import { Peer } from './gateway/peer.ts';
import { measurePosts } from './gateway/posts.ts';
import type { Size } from './gateway/size.ts';
import type { Row } from './harness/row.ts';
import { formatTable } from './harness/table.ts';

const full: Size = {
  runs: 5,
  width: 8,
  echoes: 1_000,
  posts: 10_000,
  guardedConnections: 300,
  openConnections: 1_000,
  newProcesses: 3,
  idleConnections: 5_000,
};
const quick: Size = {
  runs: 1,
  width: 2,
  echoes: 20,
  posts: 200,
  guardedConnections: 20,
  openConnections: 50,
  newProcesses: 0,
  idleConnections: 100,
};

const load = (): string => (loadavg()[0] ?? 0).toFixed(1);

async function measure(size: Size): Promise<Row[]> {
  const [gateway, bare] = await Promise.all([Peer.start('gateway'), Peer.start('bare')]);
  const rows: Row[] = [];
  try {
    rows.push(...(await measureEcho(gateway, bare, size)));
    rows.push(...(await measurePosts(gateway, bare, size)));
    rows.push(...(await measureConnections(gateway, bare, size)));
    rows.push(...(await measureMemory({ gateway, bare }, size)));
  } finally {
    await Promise.all([gateway.stop(), bare.stop()]);
  }
  return rows;
}

const begun = performance.now();
const loadBefore = load();
const rows = await measure(process.argv.includes('--quick') ? quick : full);
const seconds = ((performance.now() - begun) / 1000).toFixed(0);
console.log(formatTable(rows, { ours: 'gateway', peer: 'bare' }));
console.log(
  `\nMedians of the runs. ${availableParallelism()} cores, Node ${process.versions.node}, ${seconds} s, load ${loadBefore} before and ${load()} after.`,
);
