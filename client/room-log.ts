import type { RoomEvent } from '../shared/protocol/events.ts';
import type { SyncedRoom } from '../shared/protocol/server-frames.ts';

/**
 * What a client has of a room: a contiguous run of its events, in order, without repeats, and what came too early.
 *
 * `events` are those numbered `base + 1` … `base + events.length`.
 */
export type RoomLog = {
  /** Undefined until the room was heard of. */
  readonly epoch: string | undefined;
  /** The seq before the oldest event held; 0 when the log reaches back to the beginning. */
  readonly base: number;
  readonly events: readonly RoomEvent[];
  /** Events ahead of the cursor, waiting for those between. */
  readonly parked: readonly RoomEvent[];
};

/** A log after a step, and the events the step added at its end. */
export type Applied = {
  readonly log: RoomLog;
  readonly added: readonly RoomEvent[];
  /** The log was dropped and starts anew. */
  readonly restarted: boolean;
  /** It was dropped because the server was restored from a backup. */
  readonly otherEpoch: boolean;
};

/** A log that holds nothing and takes `cursor + 1` next. */
export function startLog(epoch?: string, cursor = 0): RoomLog {
  return { epoch, base: cursor, events: [], parked: [] };
}

/** The highest seq applied. */
export function cursorOf(log: RoomLog): number {
  return log.base + log.events.length;
}

/** Takes pushed events: applies the next ones, drops repeats, parks what is ahead. Another epoch drops the log. */
export function applyBatch(
  log: RoomLog,
  batch: { readonly epoch: string; readonly events: readonly RoomEvent[] },
): Applied {
  const otherEpoch = isOtherEpoch(log, batch.epoch);
  const from = otherEpoch ? startLog(batch.epoch) : log;
  return { ...append(from, batch.epoch, batch.events), restarted: otherEpoch, otherEpoch };
}

/** Takes the answer to a sync. When it doesn't continue the log (too far behind, other epoch), the log starts with it. */
export function applySynced(log: RoomLog, synced: SyncedRoom): Applied {
  // An answer that was full before it came to this room has none of its events: then all of them are missing.
  const first = synced.events[0]?.seq ?? (synced.more ? 1 : synced.head + 1);
  const otherEpoch = isOtherEpoch(log, synced.epoch);
  const hasHole = synced.events.length > 0 && first > cursorOf(log) + 1;
  const restarted = otherEpoch || hasHole;
  const parked = otherEpoch ? [] : log.parked;
  const from = restarted ? { ...startLog(synced.epoch, first - 1), parked } : log;
  return { ...append(from, synced.epoch, synced.events), restarted, otherEpoch };
}

/** Puts a page of history before the log. A page that doesn't end where the log begins changes nothing. */
export function prependHistory(
  log: RoomLog,
  page: { readonly epoch: string; readonly events: readonly RoomEvent[] },
): RoomLog {
  const older: RoomEvent[] = [];
  let next = log.base;
  for (const event of [...page.events].reverse()) {
    if (event.seq !== next) continue;
    older.unshift(event);
    next -= 1;
  }
  if (older.length === 0 || page.epoch !== log.epoch) return log;
  return { ...log, base: next, events: [...older, ...log.events] };
}

/** Forgets all but the newest `most` events; they are history again. */
export function trimLog(log: RoomLog, most: number): RoomLog {
  const surplus = log.events.length - most;
  if (surplus <= 0) return log;
  return { ...log, base: log.base + surplus, events: log.events.slice(surplus) };
}

function isOtherEpoch(log: RoomLog, epoch: string): boolean {
  return log.epoch !== undefined && log.epoch !== epoch;
}

function append(log: RoomLog, epoch: string, events: readonly RoomEvent[]): Pick<Applied, 'log' | 'added'> {
  const waiting = new Map<number, RoomEvent>();
  for (const event of [...log.parked, ...events]) waiting.set(event.seq, event);
  const added: RoomEvent[] = [];
  let cursor = cursorOf(log);
  for (let event = waiting.get(cursor + 1); event; event = waiting.get(cursor + 1)) {
    added.push(event);
    cursor += 1;
  }
  const parked = [...waiting.values()].filter(({ seq }) => seq > cursor);
  const all = added.length > 0 ? [...log.events, ...added] : log.events;
  return { log: { ...log, epoch, events: all, parked }, added };
}
