import { expect, it } from 'vitest';
import { runBenchmark } from './run-benchmark.ts';

it('measures what each store holds and does', async () => {
  const { rows } = await runBenchmark('scripts/stores.ts');
  const [_head, ...figures] = [...rows];

  expect(figures).toHaveLength(15);
  for (const [name, [unit, median]] of figures) {
    expect(unit, name).toMatch(/^(bytes|calls\/s|rows\/s|statements\/s)$/);
    expect(Number(median?.replaceAll(',', '')), name).toBeGreaterThan(0);
  }
});
