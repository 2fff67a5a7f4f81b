import type { RoomId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { Lease, NextBatch } from '../redis/outbox.ts';
import { BatchDeliverer, type DelivererCounts, type DelivererDeps } from './batch-deliverer.ts';
import { outlasting } from './outlast.ts';
import type { Handed } from './parcels-of.ts';

/** What the deliver function is called with. */
export type DeliverCall = {
  readonly room: RoomId;
  /** The lease that is given to it; without one it takes its own. */
  readonly token?: string | undefined;
  /** A batch that was posted already, but for the connections that are left. */
  readonly handed?: Handed | undefined;
};
export type CallDeliver = (call: DeliverCall) => Promise<void>;

export type DrainDeps = DelivererDeps & {
  readonly takeBatch: (
    lease: Lease & { readonly leaseMsPerConnection: number; readonly batchEvents: number },
  ) => Promise<NextBatch>;
  readonly callDeliver: CallDeliver;
  readonly sleep: (ms: number) => Promise<void>;
};

export type DrainCommand = {
  readonly room: RoomId;
  readonly token: string;
  readonly handed: Handed | undefined;
  /** How long to go on, in milliseconds. */
  readonly workMs: number;
  /** Posts a second at most while the room is busy: batches come so much later as there are connections. */
  readonly roomPostsPerSecond: number;
};

export type Drained = DelivererCounts & {
  /** Why it ended: nothing left, another one delivers, or out of time and handed to the next invocation. */
  readonly ended: 'empty' | 'held' | 'handedOver';
};

/** Covers the longest that a batch is waited for, and a pause of the machine. */
const leaseMs = 10_000;
/** A sender that has the lease is done soon, or its lease ends. */
const heldDelayMs = 20;
const heldTries = 150;

async function take(deps: DrainDeps, { room, token, roomPostsPerSecond }: DrainCommand): Promise<NextBatch> {
  const { batchEvents } = limits;
  // Posting to a connection, and the pause that follows.
  const leaseMsPerConnection = 2_000 / roomPostsPerSecond;
  for (let tries = 1; ; tries += 1) {
    const next = await deps.takeBatch({ room, token, leaseMs, leaseMsPerConnection, batchEvents });
    if (next.kind !== 'held' || next.by === 'deliver' || tries === heldTries) return next;
    await deps.sleep(heldDelayMs);
  }
}

async function drainUntil(
  deps: DrainDeps,
  command: DrainCommand,
  { deliverer, end }: { readonly deliverer: BatchDeliverer; readonly end: number },
): Promise<Drained['ended']> {
  const { room, token, roomPostsPerSecond } = command;
  for (;;) {
    const next = await take(deps, command);
    if (next.kind !== 'batch') return next.kind;
    const roundMs = (next.connections.length / roomPostsPerSecond) * 1_000;
    const due = performance.now() + roundMs;
    await deliverer.deliver(next, roundMs);
    await deps.sleep(Math.max(0, due - performance.now()));
    if (performance.now() + roundMs >= end) {
      await deps.callDeliver({ room, token });
      return 'handedOver';
    }
  }
}

/**
 * Delivers what waits in a room's outbox, batch by batch and one after another, until nothing is left, another one delivers,
 * or its time is up: then the next invocation goes on under the same lease.
 *
 * Nothing leaves the outbox before it was posted. Events that did not reach every connection stay unmarked in Postgres, for
 * the sweeper. @throws ChatError `unavailable` when Redis can't be asked for ten seconds.
 */
export async function drainOutbox(given: DrainDeps, command: DrainCommand): Promise<Drained> {
  const { takeBatch, settle, sleep } = given;
  // Given up sooner, the lease would be held by nobody.
  const patience = { forMs: leaseMs, sleep };
  const deps = { ...given, takeBatch: outlasting(takeBatch, patience), settle: outlasting(settle, patience) };
  const deliverer = new BatchDeliverer(deps, command);
  const ended = await drainUntil(deps, command, { deliverer, end: performance.now() + command.workMs });
  return { ...(await deliverer.end()), ended };
}
