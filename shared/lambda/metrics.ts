import { Metrics } from '@aws-lambda-powertools/metrics';
import { type MetricName, metricNamespace, metricUnits } from './metric-names.ts';

const stage = process.env['STAGE'] ?? 'none';
/** As the catalog of functions has it: without the stack's name, so that stages can be compared. */
const functionName = (process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'none').replace(`parley-${stage}-`, '');

const emf = new Metrics({ namespace: metricNamespace });
// `service`, which Powertools adds, says nothing here.
emf.clearDefaultDimensions();
emf.setDefaultDimensions({ stage, function: functionName });

type Kind<Unit> = {
  [Name in MetricName]: (typeof metricUnits)[Name] extends Unit ? Name : never;
}[MetricName];

const counts = new Map<MetricName, number>();
const values = new Map<MetricName, number[]>();

/**
 * Adds to a count of this invocation. A count of 0 is told as well, where none at all would mean something else.
 *
 * @NOTE Summed up here: Powertools keeps each addition as a value of its own, and writes a line for every hundred.
 */
export function count(name: Kind<'Count'>, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

/** Notes a value of this invocation. */
export function measure(name: Exclude<MetricName, Kind<'Count'>>, value: number): void {
  const noted = values.get(name);
  if (noted) noted.push(value);
  else values.set(name, [value]);
}

function add(name: MetricName, value: number): void {
  // What every line has, so that queries and log viewers find these. Each time: Powertools forgets it with each line.
  emf.addMetadata('message', 'invocation.measured');
  emf.addMetric(name, metricUnits[name], value);
}

/**
 * Writes what was counted and measured since the last time, as one log line (one more for every hundred values of a metric)
 * that CloudWatch makes metrics of. Costs no round trip; writes nothing when there is nothing.
 */
export function publishMetrics(): void {
  for (const [name, value] of counts) add(name, value);
  for (const [name, noted] of values) for (const value of noted) add(name, value);
  counts.clear();
  values.clear();
  if (emf.hasStoredMetrics()) emf.publishStoredMetrics();
}
