import { Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** Where each alarm has its section, under its name. */
const runbook = 'docs/alarms.md';

/** Something to be told of. */
export type AlarmSpec = {
  /** Kebab-case; also the anchor of its section in the runbook. */
  readonly name: string;
  /** What has happened when it goes off, in a sentence. */
  readonly what: string;
  /** Its period is how often it is looked at. */
  readonly metric: IMetric;
  /** Goes off above this; with `below`, below it. */
  readonly threshold: number;
  readonly below?: boolean;
  /** How many of how many periods; one of one, when not said. */
  readonly periods?: { readonly bad: number; readonly of: number };
  /** Goes off without data as well: for what must always be there. */
  readonly missingIsBad?: boolean;
};

/** Makes an alarm that tells `action` when it goes off and when it is over. */
export function makeAlarm(scope: Construct, spec: AlarmSpec, action: IAlarmAction): Alarm {
  const { bad, of } = spec.periods ?? { bad: 1, of: 1 };
  const alarm = new Alarm(scope, spec.name, {
    alarmName: `${Stack.of(scope).stackName}-${spec.name}`,
    alarmDescription: `${spec.what} See ${runbook}#${spec.name}`,
    metric: spec.metric,
    threshold: spec.threshold,
    comparisonOperator: spec.below
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: of,
    datapointsToAlarm: bad,
    treatMissingData: spec.missingIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}
