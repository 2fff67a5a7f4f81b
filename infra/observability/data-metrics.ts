import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { WatchedData } from './watched.ts';

const period = Duration.minutes(5);

/** A metric of the Postgres instance. */
export const databaseMetric = ({ databaseId }: WatchedData, metricName: string, statistic: string): IMetric =>
  new Metric({
    namespace: 'AWS/RDS',
    metricName,
    dimensionsMap: { DBInstanceIdentifier: databaseId },
    statistic,
    period,
  }) as IMetric;

/** A metric of each node of the cache: any of them may be the primary by now. */
export const cacheMetrics = (
  { cacheNodeIds }: WatchedData,
  metricName: string,
  statistic: string,
): readonly IMetric[] =>
  cacheNodeIds.map(
    (nodeId, index) =>
      new Metric({
        namespace: 'AWS/ElastiCache',
        metricName,
        dimensionsMap: { CacheClusterId: nodeId },
        statistic,
        period,
        label: `node ${index + 1}`,
      }) as IMetric,
  );
