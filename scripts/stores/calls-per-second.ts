/** How long a measure runs, after as long again that is not counted. */
const runMs = 1_000;

/** Calls that `workers` make a second, each one after another, in each of `runs` runs. */
export async function callsPerSecond(
  call: (worker: number) => Promise<unknown>,
  { workers, runs }: { readonly workers: number; readonly runs: number },
): Promise<readonly number[]> {
  const rates: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    const start = performance.now();
    let calls = 0;
    const work = async (worker: number) => {
      while (performance.now() - start < runMs) {
        await call(worker);
        calls += 1;
      }
    };
    await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
    if (run > 0) rates.push((calls * 1_000) / (performance.now() - start));
  }
  return rates;
}
