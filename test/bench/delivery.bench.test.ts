import { beforeAll, describe, expect, it } from 'vitest';
import { type Rows, runBenchmark } from './run-benchmark.ts';

let rows: Rows;
let output: string;

beforeAll(async () => {
  ({ rows, output } = await runBenchmark('bench/delivery.ts'));
}, 240_000);

describe('the benchmark of delivery', () => {
  it.each([
    'posts per delivered message',
    'send to receipt, p50',
    'send to receipt, p99',
    'send to ack, p50',
    'Lambda, billed for 1,000 delivered',
  ])(
    'has a figure of group delivery beside plain fan-out for %s, in a large room and in a small one',
    (name) => {
      for (const room of ['60 members', '8 members']) {
        const [_unit, group, groupSpread, plain, plainSpread, ratio, runs] =
          rows.get(`${room}: ${name}`) ?? [];

        expect([group, plain]).toEqual([expect.stringMatching(/\d/), expect.stringMatching(/\d/)]);
        expect([groupSpread, plainSpread]).toEqual([
          expect.stringContaining('–'),
          expect.stringContaining('–'),
        ]);
        expect([ratio, runs]).toEqual([expect.stringMatching(/×$/), '1']);
      }
    },
  );

  it('counts one post for each message and connection of plain fan-out, and fewer of group delivery', () => {
    const [_unit, group, _spread, plain] = rows.get('60 members: posts per delivered message') ?? [];

    expect(plain).toBe('1.00');
    expect(Number(group)).toBeLessThan(1);
  });

  it('delivers nothing twice', () => {
    expect(rows.get('60 members: delivered twice')?.[1]).toBe('0.00');
    expect(rows.get('8 members: delivered twice')?.[1]).toBe('0.00');
  });

  it('says of each aim whether it was met', () => {
    expect(output.match(/^(met|MISSED): /gm)).toHaveLength(3);
  });
});
