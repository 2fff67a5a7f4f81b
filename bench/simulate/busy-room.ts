import { quantile } from '../harness/statistics.ts';
import { EventQueue } from './event-queue.ts';
import { Ledger } from './ledger.ts';
import { randomFrom } from './random.ts';
import { type Delivery, Rooms } from './rooms.ts';

export type BusyRoom = {
  readonly members: number;
  readonly messagesPerSecond: number;
  readonly delivery: Delivery;
  readonly seconds: number;
  readonly seed: number;
};

export type BusyRoomRun = {
  readonly messages: number;
  readonly posts: number;
  readonly postsP99: number;
  /** From sending to the last post, in milliseconds. */
  readonly delayP50: number;
  readonly delayP99: number;
  readonly sendMs: number;
  readonly deliverInvocations: number;
  readonly deliverMs: number;
};

/** One room and nothing else, with messages that come independently of each other. */
export function simulateBusyRoom({ seconds, seed, messagesPerSecond, ...room }: BusyRoom): BusyRoomRun {
  const endMs = seconds * 1_000;
  const ledger = new Ledger(endMs);
  const queue = new EventQueue();
  const rooms = new Rooms(
    { queue, ledger, random: randomFrom(seed) },
    { ...room, rooms: 1, messagesPerMs: messagesPerSecond / 1_000 },
  );
  rooms.start();
  queue.runUntil(endMs);
  rooms.finish();
  return {
    messages: ledger.invocations('send-message'),
    posts: ledger.total('posts'),
    postsP99: ledger.p99('posts'),
    delayP50: quantile(rooms.delays, 0.5),
    delayP99: quantile(rooms.delays, 0.99),
    sendMs: ledger.busyMs('send-message'),
    deliverInvocations: ledger.invocations('deliver'),
    deliverMs: ledger.busyMs('deliver'),
  };
}
