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
};

/** Posts a parcel's frames in order, until `end` of the process's clock. Never rejects. */
async function postParcel(
  post: Gateway['post'],
  { connection, frames }: Parcel,
  end: number,
): Promise<Outcome> {
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

/**
 * Posts frames to connections, `limits.parallelPosts` at once, each connection's in order and within `withinMs` from now, or,
 * for a parcel that is behind another one, from when its turn comes. One that is gone, slow or broken harms no other.
 */
export function startPosting(
  { post }: Pick<Gateway, 'post'>,
  { parcels, withinMs }: { readonly parcels: readonly Parcel[]; readonly withinMs: number },
): Posting {
  const end = performance.now() + withinMs;
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
  const [waiting, ready] = [
    outcomes.filter(({ parcel }) => parcel.behind),
    outcomes.filter(({ parcel }) => !parcel.behind),
  ];
  for (const { parcel, settle } of waiting) {
    void parcel.behind?.then(async (before) => {
      settle(before === 'posted' ? await postParcel(post, parcel, performance.now() + withinMs) : before);
    });
  }
  void inParallel(ready, limits.parallelPosts, async ({ parcel, settle }) =>
    settle(await postParcel(post, parcel, end)),
  );
  return {
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
