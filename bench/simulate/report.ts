import { type BusyRoomRun, simulateBusyRoom } from './busy-room.ts';
import { figure, markdownTable, mebibytes } from './markdown.ts';
import { accountQuotas, type Break, quotasOf, type StageLimits, sharesOf } from './quotas.ts';
import type { Delivery } from './rooms.ts';
import { type SteadyRun, simulateSteady } from './steady.ts';
import { type StormRun, simulateStorm } from './storm.ts';

const seed = 1;
/** With a million, a second has so many events that ten of them tell what sixty do. */
export const steps = [
  { connections: 1_000, seconds: 60 },
  { connections: 100_000, seconds: 60 },
  { connections: 1_000_000, seconds: 10 },
] as const;
const rates = [0.1, 1, 5, 20, 100];

type Step = {
  readonly connections: number;
  readonly group: SteadyRun;
  readonly plain: SteadyRun;
  readonly storm: StormRun;
};

type Size = (typeof steps)[number];

/** The busiest hour of so many users. */
export const simulateHour = (size: Size, delivery: Delivery): SteadyRun =>
  simulateSteady({ ...size, seed, delivery });

function simulateStep(size: Size, stage: StageLimits): Step {
  const { connections } = size;
  return {
    connections,
    group: simulateHour(size, 'group'),
    plain: simulateHour(size, 'plain'),
    storm: simulateStorm({
      connections,
      http: { rate: stage.httpPerSecond, burst: stage.httpBurst },
      connects: { rate: stage.connectsPerSecond, burst: stage.connectBurst },
      seed,
    }),
  };
}

const hour: readonly (readonly [string, (step: Step) => string])[] = [
  ['messages/s', ({ group }) => figure(group.messagesMean)],
  ['frames and handshakes/s, p99 second', ({ group }) => figure(group.framesP99)],
  ['posts/s, mean', ({ group }) => figure(group.postsMean)],
  ['– plain fan-out', ({ plain }) => figure(plain.postsMean)],
  ['gateway requests/s, mean', ({ group }) => figure(group.requestsMean)],
  ['gateway requests/s, p99 second', ({ group }) => figure(group.requestsP99)],
  ['– plain fan-out', ({ plain }) => figure(plain.requestsP99)],
  ['new connections/s, by renewal', ({ group }) => figure(group.connectsMean)],
  ['invocations/s, p99 second', ({ group }) => figure(group.invocationsP99)],
  ['Lambda concurrency, peak', ({ group }) => figure(group.concurrency)],
  ['– plain fan-out', ({ plain }) => figure(plain.concurrency)],
  ['connections of Postgres, one an environment', ({ group }) => figure(group.environments)],
  ['statements/s of Postgres, p99 second', ({ group }) => figure(group.statementsP99)],
  ['calls/s of Redis, p99 second', ({ group }) => figure(group.redisP99)],
  ['memory of Redis', ({ group }) => mebibytes(group.redisBytes)],
];

const storm: readonly (readonly [string, (run: StormRun) => string])[] = [
  ['tickets asked for in the busiest second', (run) => figure(run.ticketsAsked)],
  ['handshakes tried in the busiest second', (run) => figure(run.handshakesTried)],
  ['connections opened in the busiest second', (run) => figure(run.connectsPeak)],
  ['seconds until half are back', (run) => figure(run.halfSeconds)],
  ['seconds until all are back', (run) => figure(run.allSeconds)],
  ['tries of a client, mean', (run) => run.triesMean.toFixed(1)],
  ['environments started, each with a connection to Postgres', (run) => figure(run.environments)],
];

const headOf = (title: string, all: readonly Step[]) => [
  title,
  ...all.map(({ connections }) => figure(connections)),
];

/** What an hour asks for beyond what there is, the worst first; with nothing beyond, the fullest. */
export function breaksOf(run: SteadyRun, stage: StageLimits): string {
  const used = {
    requests: run.requestsP99,
    connects: run.connectsMean,
    concurrency: run.concurrency,
    invocations: run.invocationsP99,
    frames: run.framesP99,
    connections: run.environments,
    statements: run.statementsP99,
    redis: run.redisP99,
    memory: run.redisBytes,
  };
  const shares = sharesOf(used, quotasOf(stage));
  const broken = shares.filter(({ ratio }) => ratio > 1);
  return toldOf(broken.length > 0 ? broken : shares.slice(0, 1));
}

/** What coming back asks for beyond what there is. */
function breaksOfReturn(run: StormRun, stage: StageLimits): string {
  const shares = [
    { name: 'tickets/s of the HTTP API', ratio: run.ticketsAsked / stage.httpPerSecond },
    { name: 'connections of Postgres', ratio: run.environments / stage.databaseConnections },
    { name: "the account's Lambda concurrency", ratio: run.environments / accountQuotas.concurrency },
  ].toSorted((left, right) => right.ratio - left.ratio);
  const broken = shares.filter(({ ratio }) => ratio > 1);
  return toldOf(broken.length > 0 ? broken : shares.slice(0, 1));
}

const firstToBreak = ({ group, storm: back }: Step, stage: StageLimits): string =>
  `${breaksOf(group, stage)}; coming back: ${breaksOfReturn(back, stage)}`;

const toldOf = (shares: readonly Break[]): string =>
  shares.map(({ name, ratio }) => `${name} (${percent(ratio)})`).join(', ');

const percent = (ratio: number) => `${Math.round(ratio * 100).toLocaleString('en')} %`;

function busyRooms(): string {
  const run = (messagesPerSecond: number, delivery: Delivery): BusyRoomRun =>
    simulateBusyRoom({ members: 1_000, messagesPerSecond, delivery, seconds: 300, seed });
  const rows = rates.map((rate) => {
    const group = run(rate, 'group');
    const plain = run(rate, 'plain');
    const seconds = (ms: number) => (ms / 1_000).toFixed(2);
    return [
      String(rate),
      figure(group.postsP99),
      figure(plain.postsP99),
      figure(group.posts / group.messages),
      figure(plain.posts / plain.messages),
      `${seconds(group.delayP50)} / ${seconds(group.delayP99)}`,
      `${seconds(plain.delayP50)} / ${seconds(plain.delayP99)}`,
    ];
  });
  const head = ['messages/s', 'posts/s, p99 second', '– plain', 'posts a message', '– plain'];
  return markdownTable([...head, 'seconds to the last member, p50 / p99', '– plain'], rows);
}

/** Everything that was simulated, as Markdown; the same for the same stage. */
export function report(stage: StageLimits): string {
  const all = steps.map((step) => simulateStep(step, stage));
  return [
    '**The busiest hour**, by users connected:',
    markdownTable(
      headOf('', all),
      hour.map(([name, tell]) => [name, ...all.map(tell)]),
    ),
    '**A room of 1,000**, all connected, by how much is written in it:',
    busyRooms(),
    '**Everybody comes back at once**, after all connections broke:',
    markdownTable(
      headOf('', all),
      storm.map(([name, tell]) => [name, ...all.map((step) => tell(step.storm))]),
    ),
    '**What breaks first**, as a share of what there is (over 100 % it breaks):',
    ...all.map((step) => `- ${figure(step.connections)}: ${firstToBreak(step, stage)}`),
  ]
    .join('\n\n')
    .replaceAll(/(^- .*)\n\n(?=- )/gm, '$1\n');
}
