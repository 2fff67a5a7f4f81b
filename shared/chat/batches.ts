import type { RoomEvent } from '../protocol/events.ts';

const utf8 = new TextEncoder();

/** The bytes that a value takes in a frame. */
export const sizeOf = (value: unknown): number => utf8.encode(JSON.stringify(value)).length;

/**
 * The longest run of events from the start that fits in `bytes`, at least one.
 *
 * A single event always fits a frame: bodies are limited to a quarter of it.
 */
export function takeFitting(events: readonly RoomEvent[], bytes: number): readonly RoomEvent[] {
  let left = bytes;
  const end = events.findIndex((event) => {
    left -= sizeOf(event) + 1;
    return left < 0;
  });
  return end === -1 ? events : events.slice(0, Math.max(1, end));
}
