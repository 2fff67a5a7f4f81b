// `node bench/delivery.ts`: what group delivery saves and costs, beside plain fan-out in the same run. `--quick` only shows that it
// runs.
import { availableParallelism, loadavg } from 'node:os';
import { aimsOf } from './delivery/aims.ts';
import type { Pace } from './delivery/crowd.ts';
import { type Pair, rowsOf } from './delivery/rows.ts';
import { type Run, Sides } from './delivery/sides.ts';
import { formatTable } from './harness/table.ts';

type Size = {
  readonly runs: number;
  readonly large: number;
  readonly small: number;
  readonly largeGroup: Pace;
  /** Fewer: on two cores it doesn't keep up with the pace, and gets slower with each message. */
  readonly largePlain: Pace;
  readonly smallBoth: Pace;
};

const full: Size = {
  runs: 5,
  large: 1_000,
  small: 10,
  largeGroup: { messages: 150, everyMs: 100, senders: 40 },
  largePlain: { messages: 20, everyMs: 100, senders: 40 },
  smallBoth: { messages: 30, everyMs: 1_000, senders: 10 },
};
const quick: Size = {
  runs: 1,
  large: 60,
  small: 8,
  // Faster than a room of 60 is posted to, so that events gather.
  largeGroup: { messages: 20, everyMs: 10, senders: 40 },
  largePlain: { messages: 5, everyMs: 100, senders: 40 },
  smallBoth: { messages: 5, everyMs: 100, senders: 8 },
};

const load = (): string => (loadavg()[0] ?? 0).toFixed(1);

async function measureLarge(sides: Sides, { runs, largeGroup, largePlain }: Size): Promise<Pair> {
  const [group, plain]: [Run[], Run[]] = [[], []];
  for (let run = -1; run < runs; run += 1) {
    const ours = await sides.sendAlone('group', 'large', largeGroup);
    const theirs = await sides.sendAlone('plain', 'large', largePlain);
    // The first run warms up: it also starts the functions' environments.
    if (run < 0) continue;
    group.push(ours);
    plain.push(theirs);
  }
  return { group, plain };
}

async function measureSmall(sides: Sides, { runs, smallBoth }: Size): Promise<Pair> {
  const [group, plain]: [Run[], Run[]] = [[], []];
  await sides.sendAlternately('small', 'group', { ...smallBoth, messages: 10 });
  for (let run = 0; run < runs; run += 1) {
    const both = await sides.sendAlternately('small', run % 2 === 0 ? 'group' : 'plain', smallBoth);
    group.push(both.group);
    plain.push(both.plain);
  }
  return { group, plain };
}

async function measure(size: Size): Promise<{ readonly large: Pair; readonly small: Pair }> {
  const sides = await Sides.start(size);
  try {
    // The small room first: in the large one plain fan-out warms the code that posts in its senders, and group delivery in `deliver`.
    const small = await measureSmall(sides, size);
    return { small, large: await measureLarge(sides, size) };
  } finally {
    await sides.stop();
  }
}

const begun = performance.now();
const loadBefore = load();
const size = process.argv.includes('--quick') ? quick : full;
const { large, small } = await measure(size);
const seconds = ((performance.now() - begun) / 1000).toFixed(0);
const rows = [
  ...rowsOf(`${size.large.toLocaleString('en')} members`, large),
  ...rowsOf(`${size.small} members`, small),
];
console.log(formatTable(rows, { ours: 'group', peer: 'plain' }));
console.log(`\n${aimsOf({ large, small }).join('\n')}`);
console.log(
  `\nMedians of the runs. ${availableParallelism()} cores, Node ${process.versions.node}, ${seconds} s, load ${loadBefore} before and ${load()} after.`,
);
