import type { Gateway } from '../gateway/post.ts';
import type { RoomId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { Connection } from '../redis/connections.ts';
import type { Lease, NextBatch, Settlement, Taken } from '../redis/outbox.ts';
import { outlasting } from './outlast.ts';
import { type Handed, parcelsOf } from './parcels-of.ts';
import { type Parcel, type Posted, type Posting, startPosting } from './post-batch.ts';
import { Reach } from './reach.ts';

/** What the deliver function is called with. */
export type DeliverCall = {
  readonly room: RoomId;
  /** The lease that is given to it; without one it takes its own. */
  readonly token?: string | undefined;
  /** A batch that was posted already, but for the connections that are left. */
  readonly handed?: Handed | undefined;
};
export type CallDeliver = (call: DeliverCall) => Promise<void>;

export type DrainDeps = Pick<Gateway, 'post'> & {
  readonly takeBatch: (
    lease: Lease & { readonly leaseMsPerConnection: number; readonly batchEvents: number },
  ) => Promise<NextBatch>;
  readonly settle: (settlement: Settlement) => Promise<unknown>;
  readonly forget: (room: RoomId, gone: readonly Connection[]) => Promise<void>;
  /** Notes events as delivered. False when that could not be stored. */
  readonly markDelivered: (room: RoomId, seqs: readonly number[]) => Promise<boolean>;
  /** Closes those that took nothing earlier either; answers how many. Never throws. */
  readonly closeUnreached: (room: RoomId, unreached: readonly Connection[]) => Promise<number>;
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

export type Drained = {
  readonly batches: number;
  readonly events: number;
  readonly posted: number;
  readonly gone: number;
  readonly failed: number;
  /** Connections that were closed, since they took nothing for some time. */
  readonly closed: number;
  /** Why it ended: nothing left, another one delivers, or out of time and handed to the next invocation. */
  readonly ended: 'empty' | 'held' | 'handedOver';
};

/** Covers the longest that a batch is waited for, and a pause of the machine. */
const leaseMs = 10_000;
/** A sender that has the lease is done soon, or its lease ends. */
const heldDelayMs = 20;
const heldTries = 150;
/** Nobody waits longer for a connection than this: the batch goes on without it. */
const turnMs = 1_000;

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

/** The deliverer of one room, for one invocation. */
class Drain {
  readonly #deps: DrainDeps;
  readonly #room: RoomId;
  readonly #token: string;
  /** Connections that were late when most others were not. */
  readonly #slow = new Set<string>();
  /** Batches under way, each until it is counted and noted. */
  readonly #underWay = new Map<Posting, Promise<unknown>>();
  readonly #reach = new Reach();
  readonly #counts = { batches: 0, events: 0, posted: 0, gone: 0, failed: 0 };
  #handed: Handed | undefined;

  constructor(deps: DrainDeps, { room, token, handed }: DrainCommand) {
    this.#deps = deps;
    this.#room = room;
    this.#token = token;
    this.#handed = handed;
  }

  /** Posts a batch, for which the room has `roundMs`, and settles it; goes on without connections that take long. */
  async deliver(taken: Taken, roundMs: number): Promise<void> {
    const seqs = taken.entries.map(({ seq }) => seq);
    const parcels = parcelsOf(this.#room, taken, this.#handed);
    this.#handed = undefined;
    const inTurn = parcels.flatMap((parcel) => this.#inTurn(parcel) ?? []);
    const posting = startPosting(this.#deps, {
      parcels: inTurn,
      withinMs: limits.postMs,
      turnMs,
      turnsWithinMs: limits.postMs + roundMs,
    });
    const marked = this.#finish(posting, { seqs, parcels: inTurn, skipped: parcels.length - inTurn.length });
    this.#underWay.set(posting, marked);
    void marked.finally(() => this.#underWay.delete(posting));
    await Promise.race([marked, posting.tried]);
    this.#noteSlow(posting, parcels.length);
    const unmarked = posting.pending.size === 0 && (await marked) === 'unmarked';
    await this.#deps.settle({ room: this.#room, token: this.#token, seqs, release: false, unmarked });
    this.#counts.batches += 1;
    this.#counts.events += seqs.length;
  }

  /**
   * A parcel behind the one that is still on its way to the same connection. Nothing queues behind two: that connection
   * finds what it lacks by cursor, and the sweeper catches it up.
   */
  #inTurn(parcel: Parcel): Parcel | undefined {
    const { connection } = parcel.connection;
    const [before, another] = [...this.#underWay.keys()].flatMap(
      ({ pending }) => pending.get(connection) ?? [],
    );
    return another ? undefined : { ...parcel, behind: before, isSlow: this.#slow.has(connection) };
  }

  /** When many are late, it is not the connections that are slow. */
  #noteSlow({ pending }: Posting, all: number): void {
    if (pending.size > all / 2) return;
    for (const connection of pending.keys()) this.#slow.add(connection);
  }

  /** Waits for the connections that took long, and closes those that take nothing any more. */
  async end(): Promise<Omit<Drained, 'ended'>> {
    await Promise.all(this.#underWay.values());
    const closed = await this.#deps.closeUnreached(this.#room, this.#reach.unreached);
    return { ...this.#counts, closed };
  }

  /** Counts a batch, forgets who is gone, and notes the batch as delivered when nobody lacks it. */
  async #finish(
    posting: Posting,
    batch: {
      readonly seqs: readonly number[];
      readonly parcels: readonly Parcel[];
      readonly skipped: number;
    },
  ): Promise<'marked' | 'unmarked' | 'failed'> {
    const { seqs, parcels, skipped } = batch;
    const { posted, gone, failed }: Posted = await posting.done;
    this.#reach.note(
      parcels.map(({ connection }) => connection),
      failed,
    );
    this.#counts.posted += posted;
    this.#counts.gone += gone.length;
    this.#counts.failed += failed.length + skipped;
    if (gone.length > 0) await this.#deps.forget(this.#room, gone);
    if (failed.length + skipped > 0) return 'failed';
    return (await this.#deps.markDelivered(this.#room, seqs)) ? 'marked' : 'unmarked';
  }
}

async function drainUntil(
  deps: DrainDeps,
  command: DrainCommand,
  { drain, end }: { readonly drain: Drain; readonly end: number },
): Promise<Drained['ended']> {
  const { room, token, roomPostsPerSecond } = command;
  for (;;) {
    const next = await take(deps, command);
    if (next.kind !== 'batch') return next.kind;
    const roundMs = (next.connections.length / roomPostsPerSecond) * 1_000;
    const due = performance.now() + roundMs;
    await drain.deliver(next, roundMs);
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
  const deps = { ...given, takeBatch: outlasting(takeBatch, sleep), settle: outlasting(settle, sleep) };
  const drain = new Drain(deps, command);
  const ended = await drainUntil(deps, command, { drain, end: performance.now() + command.workMs });
  return { ...(await drain.end()), ended };
}
