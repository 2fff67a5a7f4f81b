import { setTimeout as wait } from 'node:timers/promises';
import { findBreaches } from './checks/all-checks.ts';
import type { ContractStack } from './contract-stack.ts';
import type { Device } from './device.ts';
import type { Breach, History, Opening, Posted, Told } from './history.ts';
import { observe } from './observers.ts';
import { perform } from './ops.ts';
import type { Plan, Size } from './plan.ts';
import { readRooms } from './read-stored.ts';
import { type Settled, settle } from './settle.ts';
import { begin, end, watchProxies } from './strike-stack.ts';
import { makeWorld, type World } from './world.ts';

export type Run = {
  readonly breaches: readonly Breach[];
  readonly counts: ReadonlyMap<string, number>;
};

/** Runs a plan on a running product: does it all, heals, waits until all is quiet, and looks for broken promises. */
export async function runPlan(stack: ContractStack, size: Size, plan: Plan): Promise<Run> {
  const world = await makeWorld(stack, size, plan);
  const { recorder, devices, rooms, database } = world;
  watchProxies(world);
  const stopObserving = observe({
    databaseUrl: stack.databaseUrl,
    redisUrl: stack.redisServer.url,
    rooms: rooms.map(({ id }) => id),
    recorder,
  });
  try {
    await connectAll(devices);
    await carryOut(world, size, plan);
    const settled = await settle(world, size);
    await stopObserving();
    const history = await historyOf(world, settled);
    const breaches = findBreaches(history);
    return { breaches, counts: countAll(world, history) };
  } finally {
    await stopObserving();
    for (const device of devices) device.stop();
    stack.posts.forget();
    await database.close();
  }
}

/** As many as start at once without one waiting for the other. */
const atOnce = 8;

async function connectAll(devices: readonly Device[]): Promise<void> {
  for (let first = 0; first < devices.length; first += atOnce) {
    const some = devices.slice(first, first + atOnce);
    for (const device of some) device.start();
    const isLive = await until(() => some.every((device) => device.isLive), 30_000);
    if (!isLive) throw new Error('cannot begin: the clients do not come in');
  }
}

type Moment = { readonly at: number; readonly act: () => Promise<void> };

/** Does everything at its time, then ends every fault. */
async function carryOut(world: World, size: Size, plan: Plan): Promise<void> {
  const moments: Moment[] = [
    ...plan.ops.map((op) => ({ at: op.at, act: () => perform(world, op) })),
    ...steadyWrites(world, size),
    ...plan.faults.flatMap((fault) => [
      { at: fault.at, act: () => begin(fault, world) },
      { at: Math.min(size.lastsMs, fault.at + fault.lastsMs), act: () => end(fault, world) },
    ]),
  ];
  const start = performance.now();
  const doing = moments
    .sort((a, b) => a.at - b.at)
    .map(async ({ at, act }) => {
      await wait(Math.max(0, at - (performance.now() - start)));
      await act();
    });
  await Promise.all([...doing, wait(size.lastsMs)]);
  world.faults.endAll();
  await world.stack.heal();
  watchProxies(world);
}

function steadyWrites(world: World, { writeEveryMs, lastsMs }: Size): readonly Moment[] {
  if (writeEveryMs === 0) return [];
  return Array.from({ length: Math.floor(lastsMs / writeEveryMs) }, (_, n) => ({
    at: n * writeEveryMs,
    act: () => perform(world, { kind: 'write', at: 0, client: n, room: world.dice.below(100), count: 1 }),
  }));
}

async function historyOf(
  { stack, recorder, faults, database, people, rooms }: World,
  settled: Settled,
): Promise<History> {
  const openings = stack.openings().filter(({ user }) => people.some(({ id }) => id === user));
  const posted = recorder.posted.map((tell) => tell());
  return {
    ...recorder,
    posted,
    told: [...recorder.told, ...toldByPosts(posted, openings)],
    openings,
    disturbances: [...faults.disturbances, ...stack.unreachable()],
    rooms: await readRooms(
      database,
      rooms.map(({ id }) => id),
    ),
    ...settled,
  };
}

/** What users were told by posts that the gateway took, whether their sockets got them or not. */
function toldByPosts(posted: readonly Posted[], openings: readonly Opening[]): readonly Told[] {
  const users = new Map(openings.map(({ connection, user }) => [connection, user]));
  return posted.flatMap(({ connection, room, seqs, at, status }) => {
    const user = users.get(connection);
    if (user === undefined || status !== 200) return [];
    return [{ user, room, at, highest: Math.max(...seqs), by: 'post' as const }];
  });
}

function countAll({ recorder, faults }: World, history: History): ReadonlyMap<string, number> {
  const counts = new Map(recorder.counts);
  const outcomes = history.answers.map(({ outcome }) => outcome);
  counts.set('sends', history.written.length);
  counts.set('tries', history.tries.length);
  counts.set('acked', outcomes.filter(({ kind }) => kind === 'acked').length);
  counts.set('repeated', outcomes.filter((one) => one.kind === 'acked' && one.repeated).length);
  const refused = outcomes.flatMap((one) => (one.kind === 'refused' ? [one.code] : []));
  counts.set('throttled', refused.filter((code) => code === 'rate_limited').length);
  counts.set('refused', refused.filter((code) => code !== 'rate_limited').length);
  counts.set('events', history.events.length);
  counts.set('snapshots', history.snapshots.length);
  for (const [kind, times] of faults.struck) counts.set(`fault: ${kind}`, times);
  return counts;
}

async function until(isSo: () => boolean, deadlineMs: number): Promise<boolean> {
  const deadline = performance.now() + deadlineMs;
  while (!isSo() && performance.now() < deadline) await wait(20);
  return isSo();
}
