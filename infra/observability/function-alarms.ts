import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { websocketRoutes } from '../websocket-routes.ts';
import type { AlarmSpec } from './alarm.ts';
import { authorizerCrashes, errorLines } from './log-metrics.ts';
import { together } from './parley-metrics.ts';
import type { Watched } from './watched.ts';

const period = Duration.minutes(5);

const routesThat = (post: boolean): readonly string[] =>
  websocketRoutes.filter(({ needs }) => needs.includes('connections') === post).map(({ name }) => name);
/** In two, since an alarm takes ten at most: the functions whose frames others are told of, and the others behind the socket. */
const message = routesThat(true);
/** Not the authorizer, whose errors are wrong tickets as a rule. */
const connection = routesThat(false);
const background = ['deliver', 'sweep', 'migrate'];

function sumOf({ functions }: Watched, names: readonly string[], metricName: string): IMetric {
  const metrics = names.flatMap((name) => {
    const found = functions.get(name);
    return found ? [found.metric(metricName, { statistic: 'Sum', period }) as IMetric] : [];
  });
  return together('SUM', metrics, { label: metricName, period });
}

/** What goes wrong in functions and in calling them. */
export function functionAlarms(watched: Watched): readonly AlarmSpec[] {
  const { errors, throttles } = watched.thresholds;
  const failed = (name: string, whose: string, functions: readonly string[]): AlarmSpec => ({
    name,
    what: `Invocations of ${whose} failed: they threw, ran out of time or of memory.`,
    metric: sumOf(watched, functions, 'Errors'),
    threshold: errors,
  });
  const throttled = (name: string, whose: string, functions: readonly string[]): AlarmSpec => ({
    name,
    what: `Lambda turned calls of ${whose} away: no concurrency was left.`,
    metric: sumOf(watched, functions, 'Throttles'),
    threshold: throttles,
  });
  return [
    {
      name: 'errors-logged',
      what: 'Functions logged errors that somebody must act on.',
      metric: errorLines(watched, period),
      threshold: errors,
    },
    {
      name: 'authorizer-crashes',
      what: 'The authorizer ran out of time or of memory, or did not start: nobody can connect.',
      metric: authorizerCrashes(watched, period),
      threshold: errors,
    },
    failed('message-function-errors', 'the functions that take messages', message),
    failed('connection-function-errors', 'the functions that keep connections', connection),
    failed('http-function-errors', 'the HTTP API’s function', ['http']),
    failed('background-function-errors', 'deliver, sweep or migrate', background),
    throttled('message-function-throttles', 'the functions that take messages', message),
    throttled('connection-function-throttles', 'the functions that keep connections', [
      ...connection,
      'authorize',
    ]),
    throttled('other-function-throttles', 'http, deliver or sweep', ['http', 'deliver', 'sweep']),
    {
      name: 'events-dropped',
      what: 'Lambda dropped calls of deliver or sweep unanswered. The next sweep does their work.',
      metric: sumOf(watched, ['deliver', 'sweep'], 'AsyncEventsDropped'),
      threshold: 0,
    },
  ];
}
