import type { ErrorCode } from '../shared/protocol/errors.ts';
import { limits } from '../shared/protocol/limits.ts';
import type { OutboxEntry } from './outbox.ts';

/** How far a message of ours has come. */
export type MessageState =
  /** On its way, or waiting for a connection or its turn; with `until` (by the clock): held back by the server's throttle. */
  | { readonly kind: 'pending'; readonly until?: number }
  /** Stored by the server under this seq, and not yet in the room's log. */
  | { readonly kind: 'sent'; readonly seq: number; readonly at: string }
  /** Refused for good: to be sent again by `retry` or dropped by `discard`. */
  | { readonly kind: 'failed'; readonly code: ErrorCode };

/** A message of ours that is not in the room's log yet. */
export type OutgoingMessage = OutboxEntry & { readonly state: MessageState };

/** The state of an entry as it comes from the store. */
export function restore(entry: OutboxEntry): OutgoingMessage {
  const state: MessageState = entry.failed ? { kind: 'failed', code: entry.failed } : { kind: 'pending' };
  return { ...entry, state };
}

/** The entry as the store keeps it. */
export function entryOf({ state, failed, ...entry }: OutgoingMessage): OutboxEntry {
  return state.kind === 'failed' ? { ...entry, failed: state.code } : entry;
}

/** The messages of a room in the order in which they are sent. */
export function ofRoom(messages: Iterable<OutgoingMessage>, room: string): readonly OutgoingMessage[] {
  return [...messages].filter((message) => message.room === room).sort((a, b) => a.order - b.order);
}

const utf8 = new TextEncoder();

/** True for a body that no server would take. */
export function isTooLong(body: string): boolean {
  return body.length > limits.bodyCharacters || utf8.encode(body).length > limits.bodyBytes;
}
