import { afterEach, describe, expect, it, vi } from 'vitest';
import { metricNamespace, metricUnits } from './metric-names.ts';
import { count, measure, publishMetrics } from './metrics.ts';

/** The lines that are written while something runs. */
function linesOf(run: () => void): readonly string[] {
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  run();
  return lines;
}
const publish = () => linesOf(publishMetrics).map((line) => JSON.parse(line));

afterEach(() => vi.restoreAllMocks());

describe('the metrics of an invocation', () => {
  it('are one line in the embedded metric format, counts summed and other values kept', () => {
    count('Posts');
    count('Posts', 2);
    measure('DeliveryTime', 12);
    measure('DeliveryTime', 34);

    const lines = publish();

    expect(lines).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: metricNamespace,
              Dimensions: [['stage', 'function']],
              Metrics: [
                { Name: 'Posts', Unit: 'Count' },
                { Name: 'DeliveryTime', Unit: 'Milliseconds' },
              ],
            },
          ],
        },
        message: 'invocation.measured',
        stage: 'none',
        function: 'none',
        Posts: 3,
        DeliveryTime: [12, 34],
      },
    ]);
  });

  it('are none where nothing was measured, and begin anew with the next invocation', () => {
    count('Posts');
    publish();

    expect(publish()).toEqual([]);
  });

  it('tell a count of nothing where it was counted', () => {
    count('SweptAnnounced', 0);

    expect(publish()).toMatchObject([{ SweptAnnounced: 0 }]);
  });

  it('take one more line for every hundred values, none lost, each line complete', () => {
    const lines = linesOf(() => {
      for (let n = 0; n < 250; n += 1) measure('DeliveryTime', n);
      publishMetrics();
    }).map((line) => JSON.parse(line));

    expect(lines.map(({ DeliveryTime }) => DeliveryTime.length)).toEqual([100, 100, 50]);
    expect(lines.flatMap(({ DeliveryTime }) => DeliveryTime)).toEqual(
      Array.from({ length: 250 }, (_, n) => n),
    );
    for (const line of lines) expect(line).toMatchObject({ message: 'invocation.measured', stage: 'none' });
  });

  it('have units that CloudWatch knows', () => {
    for (const name of Object.keys(metricUnits)) expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
    expect([...new Set(Object.values(metricUnits))].toSorted()).toEqual(['Count', 'Milliseconds', 'None']);
  });
});
