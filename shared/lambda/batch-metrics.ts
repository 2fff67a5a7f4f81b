import type { RoomId } from '../protocol/ids.ts';
import type { OutboxEntry } from '../redis/outbox.ts';
import { count, measure } from './metrics.ts';

/** When the events that this invocation took from outboxes were accepted, in milliseconds. */
const acceptedAt = new Map<string, number>();

const keyOf = (room: RoomId, seq: number) => `${room}/${seq}`;

/** All that is read of an event here, and without trusting it: another version may have written it. Quotes in a body are escaped. */
const dated = /"at":"([^"]+)"/;

/** Notes a batch that was taken and is about to be posted. */
export function noteTaken(room: RoomId, entries: readonly OutboxEntry[]): void {
  measure('BatchEvents', entries.length);
  for (const { seq, text } of entries) {
    const at = Date.parse(dated.exec(text)?.[1] ?? '');
    if (!Number.isNaN(at)) acceptedAt.set(keyOf(room, seq), at);
  }
}

/** Notes that events have now been posted to every connection of their room. */
export function noteDelivered(room: RoomId, seqs: readonly number[]): void {
  const now = Date.now();
  count('Delivered', seqs.length);
  for (const seq of seqs) {
    const at = acceptedAt.get(keyOf(room, seq));
    // The two clocks may differ by milliseconds: what arrives before it was sent took no time.
    if (at !== undefined) measure('DeliveryTime', Math.max(0, now - at));
  }
}

/** Begins anew with the next invocation. */
export const forgetBatches = (): void => acceptedAt.clear();
