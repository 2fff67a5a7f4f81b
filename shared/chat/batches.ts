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

/** Splits events into runs of at most `bytes` each, in order. */
export function splitFitting(events: readonly RoomEvent[], bytes: number): readonly (readonly RoomEvent[])[] {
  const runs: (readonly RoomEvent[])[] = [];
  let rest = events;
  while (rest.length > 0) {
    const run = takeFitting(rest, bytes);
    runs.push(run);
    rest = rest.slice(run.length);
  }
  return runs;
}
