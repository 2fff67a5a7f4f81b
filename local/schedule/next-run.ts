import { nextCron } from './cron.ts';

const units: Readonly<Record<string, number>> = {
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
  day: 86_400_000,
  days: 86_400_000,
};

/**
 * When a schedule runs next, after `now`; `undefined` when it never does again. A rate counts from `since`.
 *
 * @throws when the expression is no schedule.
 */
export function nextRun(expression: string, since: number, now: number): number | undefined {
  const [, kind, argument = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'cron') return nextCron(argument, now);
  if (kind === 'at') return onceAt(argument, now);
  const period = kind === 'rate' ? periodOf(argument) : Number.NaN;
  if (!(period > 0)) throw new Error(`cannot read the schedule ${expression}`);
  return since + (Math.floor((now - since) / period) + 1) * period;
}

function onceAt(argument: string, now: number): number | undefined {
  const time = Date.parse(argument.endsWith('Z') ? argument : `${argument}Z`);
  return time > now ? time : undefined;
}

function periodOf(argument: string): number {
  const [value = '', unit = ''] = argument.split(' ');
  return Number(value) * (units[unit] ?? Number.NaN);
}
