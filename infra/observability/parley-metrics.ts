import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type MetricName, metricNamespace } from '../../shared/lambda/metric-names.ts';
import { functionCatalog } from '../function-catalog.ts';
import type { Need } from '../function-needs.ts';

const functionsThatNeed = (need: Need): readonly string[] =>
  functionCatalog.filter(({ needs }) => needs.includes(need)).map(({ name }) => name);

/** The functions that announce events, and so post batches. */
export const announcers = functionsThatNeed('delivery');

/** The functions that post anything. */
export const posters = functionsThatNeed('connections');

export type MetricOf = {
  readonly stage: string;
  readonly name: MetricName;
  readonly functionName: string;
  readonly statistic: string;
  readonly period?: Duration;
};

/** A metric that Parley's functions write. */
export function parleyMetric({ stage, name, functionName, statistic, period }: MetricOf): IMetric {
  return new Metric({
    namespace: metricNamespace,
    metricName: name,
    dimensionsMap: { stage, function: functionName },
    statistic,
    period: period ?? Duration.minutes(1),
    label: functionName,
  }) as IMetric;
}

/** CloudWatch takes no more in one alarm. */
const mostMetrics = 10;

/** One series of several: their sum, or the greatest of them. What has no data counts as 0. */
export function together(
  how: 'SUM' | 'MAX',
  metrics: readonly IMetric[],
  { label, period }: { readonly label: string; readonly period: Duration },
): IMetric {
  const [only] = metrics;
  if (only !== undefined && metrics.length === 1) return only;
  if (metrics.length > mostMetrics) {
    throw new Error(`cannot watch ${label}: an alarm takes ${mostMetrics} metrics, not ${metrics.length}`);
  }
  const usingMetrics = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  const filled = Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`);
  return new MathExpression({
    expression: `${how}([${filled.join(', ')}])`,
    usingMetrics,
    label,
    period,
  }) as IMetric;
}
