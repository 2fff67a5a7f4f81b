import { isUnavailable } from '../protocol/errors.ts';

type Patience = { readonly forMs: number; readonly sleep: (ms: number) => Promise<void> };

const pauseMs = 200;

async function runUntil<Result>(
  end: number,
  run: () => Promise<Result>,
  sleep: Patience['sleep'],
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!isUnavailable(error) || performance.now() >= end) throw error;
    await sleep(pauseMs);
    return runUntil(end, run, sleep);
  }
}

/** The same, but asked again for so long while it is `unavailable`. For what may be done twice. */
export const outlasting =
  <Asked, Result>(run: (asked: Asked) => Promise<Result>, { forMs, sleep }: Patience): typeof run =>
  (asked) =>
    runUntil(performance.now() + forMs, () => run(asked), sleep);
