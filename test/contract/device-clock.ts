import type { Clock } from '../../client/clock.ts';
import type { OpenSocket } from '../../client/socket.ts';

/** A clock that runs `haste` times as fast as the world's: its client pings, retries and gives up so much sooner. */
export const hastyClock = (haste: number): Clock => ({
  now: () => Date.now() * haste,
  after: (ms, run) => {
    const timer = setTimeout(run, ms / haste);
    return () => clearTimeout(timer);
  },
});

/**
 * Sockets for a client with such a clock: what a frame tells in milliseconds of the world is put into the client's, so that it
 * comes back exactly when it was told to.
 */
export const hastySockets =
  (open: OpenSocket, haste: number): OpenSocket =>
  (url, events) =>
    open(url, {
      ...events,
      text: (text) =>
        events.text(text.replace(/"retryAfterMs":(\d+)/, (_, ms) => inHaste(Number(ms) * haste))),
    });

const inHaste = (ms: number) => `"retryAfterMs":${ms}`;
