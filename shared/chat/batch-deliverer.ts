import type { Gateway } from '../gateway/post.ts';
import type { RoomId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { Connection } from '../redis/connections.ts';
import type { Settlement, Taken } from '../redis/outbox.ts';
import { type Handed, parcelsOf } from './parcels-of.ts';
import { type Parcel, type Posted, type Posting, startPosting } from './post-batch.ts';
import { Reach } from './reach.ts';

export type DelivererDeps = Pick<Gateway, 'post'> & {
  readonly settle: (settlement: Settlement) => Promise<unknown>;
  readonly forget: (room: RoomId, gone: readonly Connection[]) => Promise<void>;
  /** Notes events as delivered. False when that could not be stored. */
  readonly markDelivered: (room: RoomId, seqs: readonly number[]) => Promise<boolean>;
  /** Closes those that took nothing earlier either; answers how many. Never throws. */
  readonly closeUnreached: (room: RoomId, unreached: readonly Connection[]) => Promise<number>;
};

export type DelivererCounts = {
  readonly batches: number;
  readonly events: number;
  readonly posted: number;
  readonly gone: number;
  readonly failed: number;
  /** Connections that were closed, since they took nothing for some time. */
  readonly closed: number;
};

type Delivery = {
  readonly room: RoomId;
  /** Of the lease. */
  readonly token: string;
  /** What was posted of the first batch already. */
  readonly handed: Handed | undefined;
};

/** Nobody waits longer for a connection than this: the batch goes on without it. */
const turnMs = 1_000;

/** Delivers the batches of one room one after another, for one invocation. */
export class BatchDeliverer {
  readonly #deps: DelivererDeps;
  readonly #room: RoomId;
  readonly #token: string;
  /** Connections that were late when most others were not. */
  readonly #slow = new Set<string>();
  /** Batches under way, each until it is counted and noted. */
  readonly #underWay = new Map<Posting, Promise<unknown>>();
  readonly #reach = new Reach();
  readonly #counts = { batches: 0, events: 0, posted: 0, gone: 0, failed: 0 };
  #handed: Handed | undefined;

  constructor(deps: DelivererDeps, { room, token, handed }: Delivery) {
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
  async end(): Promise<DelivererCounts> {
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
