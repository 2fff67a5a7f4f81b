import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  PeriodOverride,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MetricName } from '../../shared/lambda/metric-names.ts';
import { cacheMetrics, databaseMetric } from './data-metrics.ts';
import { announcers, parleyMetric, posters } from './parley-metrics.ts';
import type { Watched, WatchedApi, WatchedData } from './watched.ts';

const period = Duration.minutes(1);

/** A third of a row. */
function graph(title: string, left: readonly IMetric[], right: readonly IMetric[] = []): IWidget {
  return new GraphWidget({ title, left: [...left], right: [...right], width: 8, height: 6 });
}

/** Everything at a glance: what is wrong first, then messages, what carries them, and what that stands on. */
export function makeDashboard(scope: Construct, watched: Watched, alarms: readonly Alarm[]): void {
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: Stack.of(scope).stackName,
    defaultInterval: Duration.hours(3),
    periodOverride: PeriodOverride.INHERIT,
  });
  dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 4 }));
  dashboard.addWidgets(...messageWidgets(watched));
  dashboard.addWidgets(...deliveryWidgets(watched));
  dashboard.addWidgets(...functionWidgets(watched));
  dashboard.addWidgets(...apiWidgets(watched));
  if (watched.data) dashboard.addWidgets(...dataWidgets(watched.data));
}

type Series = readonly [MetricName, string];

/** Metrics of Parley's, for each of the functions, named by both. */
const ours = ({ stage }: Watched, functions: readonly string[], series: readonly Series[]) =>
  functions.flatMap((functionName) =>
    series.map(([name, statistic]) => parleyMetric({ stage, name, functionName, statistic, period })),
  );

function messageWidgets(watched: Watched): readonly IWidget[] {
  const senders = announcers.filter((name) => name !== 'sweep');
  return [
    graph(
      'Messages accepted, throttled a minute',
      ours(
        watched,
        ['send-message'],
        [
          ['Accepted', 'Sum'],
          ['Throttled', 'Sum'],
        ],
      ),
    ),
    graph(
      'Send to delivery, p50 and p99, ms',
      ours(watched, senders, [
        ['DeliveryTime', 'p50'],
        ['DeliveryTime', 'p99'],
      ]),
    ),
    graph('Events delivered a minute', ours(watched, announcers, [['Delivered', 'Sum']])),
  ];
}

function deliveryWidgets(watched: Watched): readonly IWidget[] {
  return [
    graph(
      'Posts a minute',
      ours(watched, posters, [['Posts', 'Sum']]),
      ours(watched, announcers, [['BatchEvents', 'Average']]),
    ),
    graph(
      'Posts to gone connections, failed, tried again, throttled',
      ours(watched, posters, [
        ['PostsGone', 'Sum'],
        ['PostsFailed', 'Sum'],
        ['PostRetries', 'Sum'],
        ['PostsThrottled', 'Sum'],
      ]),
    ),
    graph(
      'Sweeper: announced, noted, cleared; oldest, ms',
      ours(
        watched,
        ['sweep'],
        [
          ['SweptAnnounced', 'Sum'],
          ['SweptNoted', 'Sum'],
          ['Cleared', 'Sum'],
          ['SweepsFailed', 'Sum'],
        ],
      ),
      ours(watched, ['sweep'], [['OldestUndelivered', 'Maximum']]),
    ),
  ];
}

function functionWidgets({ functions }: Watched): readonly IWidget[] {
  const of = (metricName: string, statistic: string) =>
    [...functions].map(
      ([label, lambda]) => lambda.metric(metricName, { statistic, period, label }) as IMetric,
    );
  return [
    graph('Functions: errors and throttles', of('Errors', 'Sum'), of('Throttles', 'Sum')),
    graph('Functions: duration p99, ms', of('Duration', 'p99')),
    graph('Functions: at once', of('ConcurrentExecutions', 'Maximum')),
  ];
}

function apiWidgets({ websocketApi, httpApi }: Watched): readonly IWidget[] {
  const of = (api: WatchedApi, names: readonly string[], statistic = 'Sum') =>
    names.map((name) => api.metric(name, { statistic, period }));
  return [
    graph('Sockets: opened, frames in and out', of(websocketApi, ['ConnectCount', 'MessageCount'])),
    graph('Sockets: errors', of(websocketApi, ['ClientError', 'IntegrationError', 'ExecutionError'])),
    graph(
      'HTTP API: calls, 4xx, 5xx; latency p99, ms',
      of(httpApi, ['Count', '4xx', '5xx']),
      of(httpApi, ['Latency'], 'p99'),
    ),
  ];
}

function dataWidgets(data: WatchedData): readonly IWidget[] {
  return [
    graph(
      'Postgres: connections; CPU, %',
      [databaseMetric(data, 'DatabaseConnections', 'Maximum')],
      [databaseMetric(data, 'CPUUtilization', 'Average')],
    ),
    graph(
      'Postgres: free storage and memory, bytes',
      [databaseMetric(data, 'FreeStorageSpace', 'Minimum')],
      [databaseMetric(data, 'FreeableMemory', 'Minimum')],
    ),
    graph(
      'Redis: memory and CPU, %; evictions',
      [
        ...cacheMetrics(data, 'DatabaseMemoryUsagePercentage', 'Maximum'),
        ...cacheMetrics(data, 'EngineCPUUtilization', 'Average'),
      ],
      cacheMetrics(data, 'Evictions', 'Sum'),
    ),
  ];
}
