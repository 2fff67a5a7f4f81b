import type { RoomId } from '../protocol/ids.ts';
import type { Connection } from '../redis/connections.ts';
import type { Taken } from '../redis/outbox.ts';
import { framesOf } from './frames-of.ts';
import type { Parcel } from './post-batch.ts';

/** What a sender has posted of a batch already, but for the connections that are left. */
export type Handed = { readonly seqs: readonly number[]; readonly left: readonly Connection[] };

/** What each connection is still to get of a batch. */
export function parcelsOf(
  room: RoomId,
  { entries, connections }: Taken,
  handed: Handed | undefined,
): Parcel[] {
  const frames = framesOf(room, entries);
  if (!handed) return connections.map((connection) => ({ connection, frames }));
  const posted = new Set(handed.seqs);
  const left = new Set(handed.left.map(({ connection }) => connection));
  const unposted = framesOf(
    room,
    entries.filter(({ seq }) => !posted.has(seq)),
  );
  return connections.map((connection) => ({
    connection,
    frames: left.has(connection.connection) ? frames : unposted,
  }));
}
