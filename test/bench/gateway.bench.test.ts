import { beforeAll, describe, expect, it } from 'vitest';
import { runBenchmark } from './run-benchmark.ts';

let rows: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  ({ rows } = await runBenchmark('bench/gateway.ts'));
});

describe('the benchmark of the gateway', () => {
  it.each([
    'echo, two-way Lambda route, p50',
    'echo, two-way Lambda route, p99',
    'echo, two-way MOCK route (gateway alone), p50',
    'echo, two-way MOCK route (gateway alone), p99',
    'connections with authorizer and $connect',
    'connections with neither (gateway alone)',
    'memory per idle connection, at 100',
    "– with V8's spare heap after the handshakes",
  ])('has a figure of the gateway beside a bare one for %s', (name) => {
    const [_unit, ours, ourSpread, bare, bareSpread, ratio, runs] = rows.get(name) ?? [];

    expect([ours, bare]).toEqual([expect.stringMatching(/\d/), expect.stringMatching(/\d/)]);
    expect([ourSpread, bareSpread]).toEqual([expect.stringContaining('–'), expect.stringContaining('–')]);
    expect([ratio, runs]).toEqual([expect.stringMatching(/×$/), '1']);
  });

  it.each([
    '– more than bare ws, p50',
    '– of it the Lambda process, p50',
    '– of it the Lambda process, p99',
    '– of it gateway and sockets, p50',
  ])('says %s', (name) => {
    expect(rows.get(name)?.slice(0, 2)).toEqual(['ms', expect.stringMatching(/\d/)]);
  });

  it('counts posts a second, and a second of the processor time of the gateway', () => {
    expect([...rows.keys()].filter((name) => name.startsWith('signed posts accepted'))).toHaveLength(2);
  });
});
