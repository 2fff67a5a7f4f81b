import type { Gateway } from '../gateway/post.ts';
import { limits } from '../protocol/limits.ts';
import type { Connection } from '../redis/connections.ts';
import { inParallel } from './in-parallel.ts';

/** What becomes of a parcel. */
type Outcome = 'posted' | 'gone' | 'failed';

/** Frames for one connection, in order. */
export type Parcel = {
  readonly connection: Connection;
  readonly frames: readonly string[];
  /** An earlier parcel that is still on its way there: this one waits for it, and follows if that one arrives. */
  readonly behind?: Promise<Outcome> | undefined;
  /** The connection was slow before: nobody waits for it, and it takes no turn of the others. */
  readonly isSlow?: boolean;
};

export type Posted = {
  readonly posted: number;
  /** Those that the gateway no longer knows. */
  readonly gone: readonly Connection[];
  /** Those that could not be reached in time. */
  readonly failed: readonly Connection[];
};

export type Posting = {
  /** What became of every parcel; never rejects. */
  readonly done: Promise<Posted>;
  /** The parcels that are still under way, by their connections. */
  readonly pending: ReadonlyMap<string, Promise<Outcome>>;
  /** Resolves when each parcel that is neither slow nor behind another is settled, or has had the time for which its turn lasts. */
  readonly tried: Promise<unknown>;
};

export type Times = {
  /** How long to try each parcel, from when its turn comes, in milliseconds. */
  readonly withinMs: number;
  /** How long a parcel's turn lasts: then the next one has its turn beside it. As long as it is tried, if not given. */
  readonly turnMs?: number;
  /** A parcel whose turn has not come after this time fails. */
  readonly turnsWithinMs?: number;
};

/** Posts a parcel's frames in order, within the time. Never rejects. */
async function postParcel(
  post: Gateway['post'],
  { connection, frames }: Parcel,
  withinMs: number,
): Promise<Outcome> {
  const end = performance.now() + withinMs;
  try {
    for (const frame of frames) {
      const left = Math.max(1, end - performance.now());
      if ((await post(connection.connection, frame, left)) === 'gone') return 'gone';
    }
    return 'posted';
  } catch {
    // Why is counted with the batch; the connection is tried again by whoever delivers what is left.
    return 'failed';
  }
}

/** Waits for a promise that never rejects, but no longer than so many milliseconds. */
async function atMost(promise: Promise<unknown>, ms: number): Promise<void> {
  const { promise: isOver, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([promise, isOver]);
  clearTimeout(timer);
}

/**
 * Posts frames to connections, `limits.parallelPosts` at once, each connection's in order. One that is gone, slow or broken harms no
 * other: it holds its turn for a while and not longer, and no turn at all when it was slow before.
 */
export function startPosting(
  { post }: Pick<Gateway, 'post'>,
  {
    parcels,
    withinMs,
    turnMs = withinMs,
    turnsWithinMs = withinMs,
  }: Times & { readonly parcels: readonly Parcel[] },
): Posting {
  const lastTurn = performance.now() + turnsWithinMs;
  const pending = new Map<string, Promise<Outcome>>();
  const outcomes = parcels.map((parcel) => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const { connection } = parcel.connection;
    pending.set(connection, promise);
    const settle = (outcome: Outcome) => {
      pending.delete(connection);
      resolve(outcome);
    };
    return { parcel, promise, settle };
  });
  for (const { parcel, settle } of outcomes) {
    void parcel.behind?.then(async (before) => {
      settle(before === 'posted' ? await postParcel(post, parcel, withinMs) : before);
    });
  }
  const inTurn = (isSlow: boolean) => {
    const queue = outcomes.filter(({ parcel }) => !parcel.behind && (parcel.isSlow ?? false) === isSlow);
    return inParallel(queue, limits.parallelPosts, async ({ parcel, settle }) => {
      if (performance.now() > lastTurn) settle('failed');
      else await atMost(postParcel(post, parcel, withinMs).then(settle), turnMs);
    });
  };
  void inTurn(true);
  return {
    tried: inTurn(false),
    done: toPosted(
      parcels,
      outcomes.map(({ promise }) => promise),
    ),
    pending,
  };
}

async function toPosted(parcels: readonly Parcel[], outcomes: readonly Promise<Outcome>[]): Promise<Posted> {
  const settled = await Promise.all(outcomes);
  const of = (kind: Outcome) =>
    parcels.flatMap(({ connection }, index) => (settled[index] === kind ? [connection] : []));
  return { posted: of('posted').length, gone: of('gone'), failed: of('failed') };
}
