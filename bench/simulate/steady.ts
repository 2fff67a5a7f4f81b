import { hiddenPeriod, visiblePeriod } from '../../client/heartbeat.ts';
import { renewalDelay } from '../../client/retry-delay.ts';
import { limits } from '../../shared/protocol/limits.ts';
import { EventQueue } from './event-queue.ts';
import { Ledger } from './ledger.ts';
import { measured } from './measured.ts';
import { comeBack, take } from './operations.ts';
import { randomFrom } from './random.ts';
import { type Delivery, Rooms } from './rooms.ts';
import { messagesPerSecond, traffic } from './traffic.ts';

export type Steady = {
  readonly connections: number;
  readonly delivery: Delivery;
  readonly seconds: number;
  readonly seed: number;
};

export type SteadyRun = {
  readonly requestsMean: number;
  readonly requestsP99: number;
  readonly framesP99: number;
  readonly postsMean: number;
  readonly connectsMean: number;
  readonly concurrency: number;
  readonly invocationsP99: number;
  /** Environments that the functions needed at their busiest, all together: each holds one connection to Postgres. */
  readonly environments: number;
  readonly statementsP99: number;
  readonly redisP99: number;
  readonly redisBytes: number;
  readonly messagesMean: number;
};

const windowSeconds = limits.messageWindowMs / 1_000;
/** How long Redis keeps the note of a posted event at most. */
const notedSeconds = 600;

type World = { readonly ledger: Ledger; readonly random: () => number; readonly endMs: number };

/** Everybody pings in their own rhythm, whose beginning is anywhere. */
function beat({ ledger, random, endMs }: World, connections: number): void {
  for (let connection = 0; connection < connections; connection += 1) {
    const period = random() < traffic.visibleShare ? visiblePeriod : hiddenPeriod;
    for (let at = random() * period; at < endMs; at += period) take(ledger, 'ping', at);
  }
}

/** Everybody opens the next connection once in a life of one, and closes the last. */
function renew({ ledger, random, endMs }: World, connections: number): void {
  for (let connection = 0; connection < connections; connection += 1) {
    const at = random() * renewalDelay(random);
    if (at >= endMs) continue;
    comeBack(ledger, at);
    take(ledger, 'disconnect', at);
  }
}

function chat({ ledger, random, endMs }: World, { connections, delivery }: Steady): void {
  const queue = new EventQueue();
  const classes: Rooms[] = [];
  for (const { members, roomsOfUser, messageShare } of traffic.rooms) {
    const rooms = Math.max(1, Math.round((connections * roomsOfUser) / members));
    const messagesPerMs = (connections * messagesPerSecond * messageShare) / 1_000;
    classes.push(new Rooms({ queue, ledger, random }, { members, rooms, messagesPerMs, delivery }));
  }
  for (const one of classes) one.start();
  queue.runUntil(endMs);
  for (const one of classes) one.finish();
}

/** What Redis keeps for a connected user: the connection, its rooms, and what a sender leaves behind for a while. */
export const bytesOfUser = bytesKept();

function bytesKept(): number {
  const { connection, membership, postedEvent, throttledSender } = measured.redisBytes;
  const ofRooms = traffic.rooms.reduce((sum, { members, roomsOfUser }) => {
    const bytes = membership.find(({ upTo }) => members <= upTo)?.bytes ?? 0;
    return sum + roomsOfUser * bytes;
  }, 0);
  const throttled = messagesPerSecond * windowSeconds * throttledSender;
  const noted = messagesPerSecond * notedSeconds * postedEvent;
  return connection + ofRooms + throttled + noted;
}

/** The busiest hour: so many connected users, none of them coming or going but to renew their connections. */
export function simulateSteady(steady: Steady): SteadyRun {
  const { connections, seconds, seed } = steady;
  const endMs = seconds * 1_000;
  const ledger = new Ledger(endMs);
  const world = { ledger, random: randomFrom(seed), endMs };
  beat(world, connections);
  renew(world, connections);
  chat(world, steady);
  return {
    requestsMean: ledger.mean('requests'),
    requestsP99: ledger.p99('requests'),
    framesP99: ledger.p99('frames'),
    postsMean: ledger.mean('posts'),
    connectsMean: ledger.mean('connects'),
    concurrency: ledger.peak(),
    invocationsP99: ledger.p99('invocations'),
    environments: ledger.functions.reduce((sum, name) => sum + ledger.peakOf(name), 0),
    statementsP99: ledger.p99('statements'),
    redisP99: ledger.p99('redis'),
    redisBytes: bytesOfUser * connections,
    messagesMean: ledger.invocations('send-message') / seconds,
  };
}
