import { isUnavailable } from '../protocol/errors.ts';

type Sleep = (ms: number) => Promise<void>;

/** As long as the lease of who drains a room: given up sooner, it would be held by nobody. */
const outlastMs = 10_000;
const pauseMs = 200;

async function runUntil<Result>(end: number, run: () => Promise<Result>, sleep: Sleep): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!isUnavailable(error) || performance.now() >= end) throw error;
    await sleep(pauseMs);
    return runUntil(end, run, sleep);
  }
}

/** The same, but asked again for ten seconds while it is `unavailable`. For what may be done twice. */
export const outlasting =
  <Asked, Result>(run: (asked: Asked) => Promise<Result>, sleep: Sleep): typeof run =>
  (asked) =>
    runUntil(performance.now() + outlastMs, () => run(asked), sleep);
