import { setImmediate as tick } from 'node:timers/promises';

/** Waits until a condition holds, looking at every turn of the event loop; rejects after five seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`cannot wait for ${what} any longer`);
    await tick();
  }
}
