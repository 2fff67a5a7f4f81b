import type { Gateway } from '../gateway/post.ts';
import { limits } from '../protocol/limits.ts';
import type { Connection } from '../redis/connections.ts';
import { inParallel } from './in-parallel.ts';

/** Frames for one connection, in order. */
export type Parcel = { readonly connection: Connection; readonly frames: readonly string[] };

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
  /** The connections whose parcels are still under way. */
  readonly pending: ReadonlySet<string>;
};

type Outcome = 'posted' | 'gone' | 'failed';

/**
 * Posts frames to connections, `limits.parallelPosts` at once, each connection's in order and within `withinMs` from now.
 * One that is gone, slow or broken harms no other.
 */
export function startPosting(
  { post }: Pick<Gateway, 'post'>,
  { parcels, withinMs }: { readonly parcels: readonly Parcel[]; readonly withinMs: number },
): Posting {
  const end = performance.now() + withinMs;
  const pending = new Set(parcels.map(({ connection }) => connection.connection));
  const postOne = async ({ connection, frames }: Parcel): Promise<Outcome> => {
    for (const frame of frames) {
      const left = Math.max(1, end - performance.now());
      if ((await post(connection.connection, frame, left)) === 'gone') return 'gone';
    }
    return 'posted';
  };
  const done = inParallel(parcels, limits.parallelPosts, async (parcel) => {
    // Why a post failed is counted with the batch; the connection is tried again by whoever delivers what is left.
    const outcome = await postOne(parcel).catch((): Outcome => 'failed');
    pending.delete(parcel.connection.connection);
    return { outcome, connection: parcel.connection };
  }).then(toPosted);
  return { done, pending };
}

type Settled = PromiseSettledResult<{ readonly outcome: Outcome; readonly connection: Connection }>;

function toPosted(results: readonly Settled[]): Posted {
  const values = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const of = (kind: Outcome) =>
    values.filter(({ outcome }) => outcome === kind).map(({ connection }) => connection);
  return { posted: of('posted').length, gone: of('gone'), failed: of('failed') };
}
