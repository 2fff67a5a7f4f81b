// `npm run contract`: holds the whole product to its promises under faults, for minutes. `docs/contract.md` says how to read it.
import { parseArgs } from 'node:util';
import { releaseServers, useServers } from '../setup/servers.ts';
import { type ContractStack, startContractStack } from './contract-stack.ts';
import { faultKinds, type Op, type Size } from './plan.ts';
import { type Played, play } from './play.ts';
import { sizes } from './sizes.ts';
import { linesOf, table, verdict } from './table.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    rounds: { type: 'string', default: 'Infinity' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    path: { type: 'string' },
    size: { type: 'string', default: 'long' },
    faults: { type: 'string' },
    ops: { type: 'string' },
    'shrink-seconds': { type: 'string', default: '120' },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** The size that was asked for, with no other faults and ops than were asked for. */
function chosenSize(): Size {
  const size = Object.entries(sizes).find(([name]) => name === values.size)?.[1];
  if (!size) throw new Error(`cannot run: the sizes are ${Object.keys(sizes).join(', ')}`);
  const { faults, ops } = values;
  const kinds = faultKinds.filter((kind) => faults?.split(',').includes(kind));
  return {
    ...size,
    ...(kinds.length > 0 ? { faultKinds: kinds } : {}),
    ...(faults === '' ? { faults: 0 } : {}),
    ...(ops === undefined ? {} : { opKinds: ops.split(',') as readonly Op['kind'][] }),
  };
}

async function rounds(stack: ContractStack, size: Size): Promise<void> {
  const end = performance.now() + Number(values.minutes) * 60_000;
  const total = new Map<string, number>();
  const shrinkMs = Number(values['shrink-seconds']) * 1_000;
  const first = Number(values.seed);
  const last = first + Number(values.rounds) - 1;
  for (let seed = first; seed <= last && performance.now() < end; seed += 1) {
    const since = performance.now();
    const played = await play(stack, { size, seed, path: values.path, shrinkMs });
    for (const [what, times] of played.counts) total.set(what, (total.get(what) ?? 0) + times);
    say(lineOf(seed, played, performance.now() - since));
    if (played.breaches.length === 0) continue;
    tell(seed, played);
    return;
  }
  say(table(total));
  say(verdict([]));
}

function lineOf(seed: number, { counts, breaches }: Played, ms: number): string {
  const applied = counts.get('applied') ?? 0;
  return `seed ${seed}: ${applied} deliveries, ${breaches.length} breaches, ${(ms / 1_000).toFixed(0)} s`;
}

function tell(seed: number, { breaches, plan, path }: Played): void {
  for (const line of linesOf(breaches)) say(`  ${line}`);
  say(JSON.stringify(plan));
  say(verdict(breaches));
  const only = (['size', 'faults', 'ops'] as const).filter((name) => values[name] !== undefined);
  const options = only.map((name) => ` --${name} '${values[name]}'`).join('');
  say(`again: npm run contract -- --seed ${seed}${options} --path ${path}`);
  process.exitCode = 1;
}

/** So few posts that two cores have time for the rest: batches are larger, and as many events are delivered. */
const variables = { ROOM_POSTS_PER_SECOND: '200' };

async function main(): Promise<void> {
  const { postgresUrl } = await useServers();
  const stack = await startContractStack({
    postgresUrl,
    start: { logFiles: false, maxEnvironments: 4 },
    variables,
  });
  const stop = async () => {
    await stack.remove();
    await releaseServers();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().finally(() => process.exit(1)));
  }
  try {
    await rounds(stack, chosenSize());
  } finally {
    await stop();
  }
}

await main();
// @NOTE Everything is closed, and Node 24 at times spins for ever over sockets that were reset, when it ends by itself.
process.exit();
