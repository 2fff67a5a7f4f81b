import type { Gateway } from '../gateway/post.ts';
import type { Batch } from '../protocol/events.ts';
import type { RoomId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { Events } from '../protocol/server-frames.ts';
import type { Connection } from '../redis/connections.ts';
import { splitFitting } from './batches.ts';
import { inParallel } from './in-parallel.ts';

export type DeliverDeps = {
  readonly roomConnections: (room: RoomId) => Promise<readonly Connection[]>;
  readonly post: Gateway['post'];
  /** Forgets a connection that the gateway no longer knows. */
  readonly forget: (connection: Connection & { readonly rooms: readonly RoomId[] }) => Promise<void>;
  readonly markDelivered: (delivered: {
    readonly roomId: RoomId;
    readonly seqs: readonly number[];
  }) => Promise<void>;
};

export type Delivered = { readonly posted: number; readonly gone: number; readonly failed: number };

/** What an `events` frame holds beside its events. */
const envelopeBytes = 200;

const framesOf = ({ room, epoch, events }: Batch): readonly string[] =>
  splitFitting(events, limits.frameOutBytes - envelopeBytes).map((run) =>
    JSON.stringify({ type: 'events', room, epoch, events: run } satisfies Events),
  );

/**
 * Posts committed events to every connection of their room, each connection's frames in order, and notes them as delivered.
 *
 * A connection that is gone is forgotten, and harms no other. Events that could not be posted everywhere stay undelivered;
 * clients find what they missed by cursor, and drop repeats by seq.
 */
export async function deliver(deps: DeliverDeps, batch: Batch): Promise<Delivered> {
  const connections = await deps.roomConnections(batch.room);
  const frames = framesOf(batch);
  const outcomes = await inParallel(connections, limits.parallelPosts, async (connection) => {
    for (const frame of frames) {
      if ((await deps.post(connection.connection, frame)) === 'posted') continue;
      await deps.forget({ ...connection, rooms: [batch.room] });
      return 'gone';
    }
    return 'posted';
  });
  const count = (kind: 'posted' | 'gone') =>
    outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value === kind).length;
  const delivered = { posted: count('posted'), gone: count('gone') };
  const failed = outcomes.length - delivered.posted - delivered.gone;
  if (failed === 0) {
    await deps.markDelivered({ roomId: batch.room, seqs: batch.events.map(({ seq }) => seq) });
  }
  return { ...delivered, failed };
}
