import { beforeAll, describe, expect, it } from 'vitest';
import { functionCatalog } from '../../infra/function-catalog.ts';
import { type Rows, runBenchmark } from './run-benchmark.ts';

let rows: Rows;

beforeAll(async () => {
  ({ rows } = await runBenchmark('bench/cold-start.ts'));
});

describe('the benchmark of cold starts', () => {
  it.each(functionCatalog.map(({ name }) => name))(
    'says how heavy %s is, how long its import takes, and what weighs',
    (name) => {
      const [size, time, timeSpread, heaviest] = rows.get(name) ?? [];

      expect(Number(size)).toBeGreaterThan(1);
      expect([time, timeSpread]).toEqual([expect.stringMatching(/\d/), expect.stringMatching(/\d–-?\d/)]);
      expect(heaviest?.split(', ')).toHaveLength(3);
    },
  );

  it('compares them with the least that a function can be', () => {
    expect(Number(rows.get('hello world')?.[0])).toBeLessThan(1);
  });

  it('says what a package weighs alone, and which functions have it', () => {
    expect(rows.get('pg')?.at(-1)).toContain('authorize');
    expect(rows.get('hono')?.at(-1)).toBe('http');
  });
});
