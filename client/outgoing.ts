import type { ErrorCode } from '../shared/protocol/errors.ts';
import { limits } from '../shared/protocol/limits.ts';
import type { ClientFrame } from './frames.ts';
import type { Deed, OutboxEntry } from './outbox.ts';

/** How far a message or a change of ours has come. */
export type OutgoingState =
  /** On its way, or waiting for a connection or its turn; with `until` (by the clock): held back by the server's throttle. */
  | { readonly kind: 'pending'; readonly until?: number }
  /** Stored by the server under this seq, and not yet in the room's log. */
  | { readonly kind: 'sent'; readonly seq: number; readonly at: string }
  /** Refused for good: to be sent again by `retry` or dropped by `discard`. */
  | { readonly kind: 'failed'; readonly code: ErrorCode };

/** What we did in a room and is not in its log yet. */
export type Outgoing = OutboxEntry & { readonly state: OutgoingState };

/** The state of an entry as it comes from the store. */
export function restore(entry: OutboxEntry): Outgoing {
  const state: OutgoingState = entry.failed ? { kind: 'failed', code: entry.failed } : { kind: 'pending' };
  return { ...entry, state };
}

/** The entry as the store keeps it. */
export function entryOf({ state, failed, ...entry }: Outgoing): OutboxEntry {
  return state.kind === 'failed' ? { ...entry, failed: state.code } : entry;
}

/**
 * What becomes of it when the server was restored from a backup that may lack it: a message is sent again. A change is not, since
 * another message may have the seq of its own; undefined: of an acked one nothing is left.
 */
export function afterRestore(one: Outgoing): Outgoing | undefined {
  if (one.state.kind === 'failed') return one;
  if (one.action === 'sendMessage') return { ...one, state: { kind: 'pending' } };
  return one.state.kind === 'sent' ? undefined : { ...one, state: { kind: 'failed', code: 'not_found' } };
}

/** What was done in a room, in that order. */
export function ofRoom(all: Iterable<Outgoing>, room: string): readonly Outgoing[] {
  return [...all].filter((one) => one.room === room).sort((a, b) => a.order - b.order);
}

const utf8 = new TextEncoder();

/** The frame that asks the server for it. */
export function frameOf({ order, writtenAt, failed, state, ...frame }: Outgoing): ClientFrame {
  return frame;
}

/** True for what has a body that no server would take. */
export function isTooLong(deed: Deed): boolean {
  const body = 'body' in deed ? deed.body : '';
  return body.length > limits.bodyCharacters || utf8.encode(body).length > limits.bodyBytes;
}
