import type { EventKey } from '../postgres/events.ts';
import type { UndeliveredMark, UndeliveredPage } from '../postgres/undelivered.ts';
import type { Batch } from '../protocol/events.ts';
import type { RoomId } from '../protocol/ids.ts';
import { inParallel } from './in-parallel.ts';

export type SweepUndeliveredDeps = {
  readonly readUndelivered: (page: {
    readonly olderThanMs: number;
    readonly youngerThanMs: number;
    readonly limit: number;
    readonly after: UndeliveredMark | undefined;
  }) => Promise<UndeliveredPage>;
  /** Which of a room's seqs were posted, though Postgres does not know it. */
  readonly findPosted: (of: {
    readonly room: RoomId;
    readonly seqs: readonly number[];
  }) => Promise<ReadonlySet<number>>;
  readonly markDelivered: (events: readonly EventKey[]) => Promise<void>;
  readonly announce: (batch: Batch) => Promise<void>;
};

export type Swept = {
  /** Events that had been posted, and are noted as such now. */
  readonly noted: number;
  /** Events that had not been posted everywhere, and were announced again. */
  readonly announced: number;
  /** Events that could not be announced: the next sweep finds them again. */
  readonly failed: number;
};

/** Delivery takes well under a second; what takes longer than this was lost on its way. */
const olderThanMs = 5_000;
/** Whoever was connected then has long been told by heads. */
const youngerThanMs = 60 * 60_000;
const pageEvents = 500;
const parallelRooms = 8;

/** Splits a batch by what was posted already. */
async function sort(deps: SweepUndeliveredDeps, batch: Batch) {
  const { room, events } = batch;
  const posted = await deps.findPosted({ room, seqs: events.map(({ seq }) => seq) });
  return {
    posted: events.filter(({ seq }) => posted.has(seq)).map(({ seq }) => ({ room, seq })),
    lost: { ...batch, events: events.filter(({ seq }) => !posted.has(seq)) },
  };
}

async function sweepPage(deps: SweepUndeliveredDeps, { batches }: UndeliveredPage): Promise<Swept> {
  const sorted = await Promise.all(batches.map((batch) => sort(deps, batch)));
  const posted = sorted.flatMap((one) => one.posted);
  if (posted.length > 0) await deps.markDelivered(posted);
  const lost = sorted.map((one) => one.lost).filter(({ events }) => events.length > 0);
  const outcomes = await inParallel(lost, parallelRooms, deps.announce);
  const eventsOf = (status: (typeof outcomes)[number]['status']) =>
    lost.reduce(
      (sum, { events }, index) => sum + (outcomes[index]?.status === status ? events.length : 0),
      0,
    );
  return { noted: posted.length, announced: eventsOf('fulfilled'), failed: eventsOf('rejected') };
}

/**
 * Sees to it that every committed event is delivered: notes those that were, and announces the others again, a page at a
 * time until all were seen or the time is up. Repeats are harmless, clients drop what they have by seq.
 *
 * @throws ChatError `unavailable` when Postgres or Redis can't be asked: the next sweep begins anew.
 */
export async function sweepUndelivered(
  deps: SweepUndeliveredDeps,
  { isTimeUp }: { readonly isTimeUp: () => boolean },
): Promise<Swept> {
  let swept: Swept = { noted: 0, announced: 0, failed: 0 };
  let after: UndeliveredMark | undefined;
  do {
    const page = await deps.readUndelivered({ olderThanMs, youngerThanMs, limit: pageEvents, after });
    const { noted, announced, failed } = await sweepPage(deps, page);
    swept = {
      noted: swept.noted + noted,
      announced: swept.announced + announced,
      failed: swept.failed + failed,
    };
    after = page.next;
  } while (after && !isTimeUp());
  return swept;
}
