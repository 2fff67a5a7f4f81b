import { type Duration, Stack } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Watched } from './watched.ts';

/** A namespace of the stack's own, since these have no dimension that could tell stages apart. */
const namespaceOf = (scope: Construct) => Stack.of(scope).stackName;
const errorsLogged = 'ErrorsLogged';
const crashes = 'AuthorizerCrashes';

/** How the runtime says that an invocation did not come to its end. An error that was thrown is not among them. */
const crashPattern = FilterPattern.anyTerm(
  'Task timed out',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
  'Runtime.ImportModuleError',
  'Runtime.UnhandledPromiseRejection',
);

/** Has CloudWatch count the lines of level ERROR in every log, and the crashes of the authorizer. */
export function countLogLines(scope: Construct, logs: ReadonlyMap<string, ILogGroup>): void {
  const metricNamespace = namespaceOf(scope);
  for (const [name, logGroup] of logs) {
    new MetricFilter(scope, `${name}Errors`, {
      logGroup,
      metricNamespace,
      metricName: errorsLogged,
      filterPattern: FilterPattern.stringValue('$.level', '=', 'ERROR'),
    });
  }
  const authorizer = logs.get('authorize');
  if (authorizer === undefined) throw new Error('cannot watch the authorizer: it has no log');
  new MetricFilter(scope, 'AuthorizerCrashes', {
    logGroup: authorizer,
    metricNamespace,
    metricName: crashes,
    filterPattern: crashPattern,
  });
}

const counted = ({ scope }: Watched, metricName: string, period: Duration): IMetric =>
  new Metric({ namespace: namespaceOf(scope), metricName, statistic: 'Sum', period }) as IMetric;

/** The lines of level ERROR, over all functions. */
export const errorLines = (watched: Watched, period: Duration): IMetric =>
  counted(watched, errorsLogged, period);

/** The authorizer's invocations that did not come to their end. */
export const authorizerCrashes = (watched: Watched, period: Duration): IMetric =>
  counted(watched, crashes, period);
