import type { RoomId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { OutboxEntry } from '../redis/outbox.ts';

const bytesOf = (text: string) => Buffer.byteLength(text);

/** What comes before the events of a frame; with `]}` after them it is an `events` frame of the protocol. */
const opening = (room: RoomId, epoch: string) =>
  `{"type":"events","room":${JSON.stringify(room)},"epoch":${JSON.stringify(epoch)},"events":[`;
const closing = ']}';

/**
 * The `events` frames that carry entries, in their order: one, or more where they are over 32 KB or of several epochs.
 *
 * A single event always fits: bodies are limited to a quarter of a frame.
 */
export function framesOf(room: RoomId, entries: readonly OutboxEntry[]): readonly string[] {
  const runs: { readonly epoch: string; readonly texts: string[]; bytes: number }[] = [];
  for (const { epoch, text } of entries) {
    const last = runs.at(-1);
    const bytes = bytesOf(text) + 1;
    if (last && last.epoch === epoch && last.bytes + bytes <= limits.frameOutBytes) {
      last.texts.push(text);
      last.bytes += bytes;
    } else {
      runs.push({ epoch, texts: [text], bytes: bytesOf(opening(room, epoch) + closing) + bytes });
    }
  }
  return runs.map(({ epoch, texts }) => `${opening(room, epoch)}${texts.join(',')}${closing}`);
}
