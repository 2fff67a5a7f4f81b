import { describe, expect, it } from 'vitest';
import { nextRun } from './next-run.ts';

const at = (text: string) => Date.parse(`${text}Z`);
/** The next three times of an expression. */
function nextThree(expression: string, from: string): (string | undefined)[] {
  let now: number | undefined = at(from);
  return [1, 2, 3].map(() => {
    now = now === undefined ? undefined : nextRun(expression, at(from), now);
    return now === undefined ? undefined : new Date(now).toISOString().slice(0, 16);
  });
}

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', '2026-01-01T00:00', ['2026-01-01T00:01', '2026-01-01T00:02', '2026-01-01T00:03']],
    ['rate(5 hours)', '2026-01-01T00:30', ['2026-01-01T05:30', '2026-01-01T10:30', '2026-01-01T15:30']],
    ['cron(0 12 * * ? *)', '2026-01-01T12:00', ['2026-01-02T12:00', '2026-01-03T12:00', '2026-01-04T12:00']],
    [
      'cron(0/15 8 * * ? *)',
      '2026-01-01T08:20',
      ['2026-01-01T08:30', '2026-01-01T08:45', '2026-01-02T08:00'],
    ],
    [
      'cron(0 8 ? * MON-FRI *)',
      '2026-01-02T09:00',
      ['2026-01-05T08:00', '2026-01-06T08:00', '2026-01-07T08:00'],
    ],
    ['cron(0 0 L * ? *)', '2026-01-01T00:00', ['2026-01-31T00:00', '2026-02-28T00:00', '2026-03-31T00:00']],
    ['cron(0 0 1W * ? *)', '2026-07-15T00:00', ['2026-08-03T00:00', '2026-09-01T00:00', '2026-10-01T00:00']],
    [
      'cron(0 10 ? * 6#3 *)',
      '2026-01-01T00:00',
      ['2026-01-16T10:00', '2026-02-20T10:00', '2026-03-20T10:00'],
    ],
    ['cron(0 0 29 2 ? *)', '2026-01-01T00:00', ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00']],
    ['cron(0 0 1 JAN ? 2027)', '2026-01-01T00:00', ['2027-01-01T00:00', undefined, undefined]],
    ['at(2026-06-01T10:00:00)', '2026-01-01T00:00', ['2026-06-01T10:00', undefined, undefined]],
  ])('%s runs at its times', (expression, from, expected) => {
    expect(nextThree(expression, from)).toEqual(expected);
  });

  it.each(['rate(0 minutes)', 'rate(5 weeks)', 'cron(1 2 3)', 'cron(x * * * ? *)', 'daily'])(
    '%s is none',
    (expression) => {
      expect(() => nextRun(expression, 0, 0)).toThrow(/cannot read/);
    },
  );
});
