import { Duration } from 'aws-cdk-lib';
import type { AlarmSpec } from './alarm.ts';
import { cacheMetrics, databaseMetric } from './data-metrics.ts';
import { together } from './parley-metrics.ts';
import type { Thresholds } from './thresholds.ts';
import type { Watched, WatchedData } from './watched.ts';

const gib = 1024 ** 3;
const lasting = { bad: 3, of: 3 };

/** Postgres and Redis, where the stack made them. */
export function dataAlarms({ data, thresholds }: Watched): readonly AlarmSpec[] {
  return data ? [...databaseAlarms(data, thresholds), ...cacheAlarms(data, thresholds)] : [];
}

function databaseAlarms(data: WatchedData, thresholds: Thresholds): readonly AlarmSpec[] {
  return [
    {
      name: 'database-connections',
      what: 'Postgres has few connections left.',
      metric: databaseMetric(data, 'DatabaseConnections', 'Maximum'),
      threshold: Math.floor((data.connectionLimit * thresholds.databaseConnectionsPercent) / 100),
    },
    {
      name: 'database-cpu',
      what: 'Postgres is busy, and sends get slow.',
      metric: databaseMetric(data, 'CPUUtilization', 'Average'),
      threshold: thresholds.databaseCpuPercent,
      periods: lasting,
    },
    {
      name: 'database-storage',
      what: 'The database’s disk is nearly full: full, it takes no message.',
      metric: databaseMetric(data, 'FreeStorageSpace', 'Minimum'),
      threshold: thresholds.databaseFreeGib * gib,
      below: true,
    },
  ];
}

function cacheAlarms(data: WatchedData, thresholds: Thresholds): readonly AlarmSpec[] {
  const highest = (metricName: string, statistic: string) =>
    together('MAX', cacheMetrics(data, metricName, statistic), {
      label: metricName,
      period: Duration.minutes(5),
    });
  return [
    {
      name: 'cache-memory',
      what: 'Redis has little memory left.',
      metric: highest('DatabaseMemoryUsagePercentage', 'Maximum'),
      threshold: thresholds.cacheMemoryPercent,
    },
    {
      name: 'cache-evictions',
      what: 'Redis throws keys away for lack of memory: connections and outboxes among them.',
      metric: highest('Evictions', 'Sum'),
      threshold: 0,
    },
    {
      name: 'cache-cpu',
      what: 'Redis is busy: it runs one script at a time.',
      metric: highest('EngineCPUUtilization', 'Average'),
      threshold: thresholds.cacheCpuPercent,
      periods: lasting,
    },
  ];
}
