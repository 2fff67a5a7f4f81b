import type { Gateway } from '../gateway/post.ts';
import type { Batch } from '../protocol/events.ts';
import type { RoomId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { Connection } from '../redis/connections.ts';
import type { Errand, Lease, OutboxEntry, Settlement, Taken } from '../redis/outbox.ts';
import type { CallDeliver } from './drain-outbox.ts';
import { framesOf } from './frames-of.ts';
import { startPosting } from './post-batch.ts';

export type AnnounceDeps = Pick<Gateway, 'post'> & {
  readonly addToOutbox: (
    addition: Lease & {
      readonly entries: readonly OutboxEntry[];
      readonly inlineConnections: number;
      readonly inlineEvents: number;
    },
  ) => Promise<Errand>;
  /** Begins to settle, and is not waited for: were it lost, the lease ends by itself and a repeat does no harm. */
  readonly beginSettling: (settlement: Settlement) => void;
  /** Begins to forget connections that the gateway no longer knows; not waited for either. */
  readonly beginForgetting: (room: RoomId, gone: readonly Connection[]) => void;
  readonly callDeliver: CallDeliver;
  readonly newToken: () => string;
};

/** What came of an announcement: it was posted from here, or somebody else does it. */
export type Announced =
  | { readonly kind: 'post'; readonly posted: number; readonly gone: number; readonly failed: number }
  | { readonly kind: Exclude<Errand['kind'], 'post'> };

/** Longer than a sender posts and a cold start of the deliver function takes; shorter than anybody would wait. */
const leaseMs = 2_000;

const toEntries = ({ epoch, events }: Batch): readonly OutboxEntry[] =>
  events.map((event) => ({ seq: event.seq, epoch, text: JSON.stringify(event) }));

async function postInline(
  deps: AnnounceDeps,
  room: RoomId,
  { token, entries, connections }: Taken & { readonly token: string },
): Promise<Announced> {
  const frames = framesOf(room, entries);
  const parcels = connections.map((connection) => ({ connection, frames }));
  const { posted, gone, failed } = await startPosting(deps, { parcels, withinMs: limits.inlineMs }).done;
  if (gone.length > 0) deps.beginForgetting(room, gone);
  const seqs = entries.map(({ seq }) => seq);
  if (failed.length > 0) {
    await deps.callDeliver({ room, token, handed: { seqs, left: failed } });
  } else {
    deps.beginSettling({ room, token, seqs, release: true, unmarked: true });
    if (entries.length === limits.inlineEvents) await deps.callDeliver({ room });
  }
  return { kind: 'post', posted, gone: gone.length, failed: failed.length };
}

/**
 * Announces committed events to the connections of their room: puts them into its outbox, and posts them from here where the
 * room is small and nobody else is at it. One round trip to Redis and one of posts, 300 ms at most.
 *
 * What is not posted from here is the deliver function's; what that loses is the sweeper's.
 */
export async function announce(deps: AnnounceDeps, batch: Batch): Promise<Announced> {
  const { room } = batch;
  const token = deps.newToken();
  const { inlineConnections, inlineEvents } = limits;
  const entries = toEntries(batch);
  const errand = await deps.addToOutbox({ room, token, leaseMs, entries, inlineConnections, inlineEvents });
  switch (errand.kind) {
    case 'post':
      return postInline(deps, room, { ...errand, token });
    case 'give':
      await deps.callDeliver({ room, token });
      break;
    case 'call':
      await deps.callDeliver({ room });
      break;
    case 'rest':
      break;
  }
  return { kind: errand.kind };
}
