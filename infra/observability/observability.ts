import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ParleyFunction } from '../function.ts';
import type { Stage } from '../stage.ts';
import { makeAlarm } from './alarm.ts';
import { alarmTopic } from './alarm-topic.ts';
import { apiAlarms } from './api-alarms.ts';
import { makeDashboard } from './dashboard.ts';
import { dataAlarms } from './data-alarms.ts';
import { deliveryAlarms } from './delivery-alarms.ts';
import { functionAlarms } from './function-alarms.ts';
import { countLogLines } from './log-metrics.ts';
import { saveLogQueries } from './log-queries.ts';
import type { Watched } from './watched.ts';

type ObservabilityProps = Pick<Watched, 'websocketApi' | 'httpApi' | 'data'> & {
  readonly stage: Stage;
  readonly functions: ReadonlyMap<string, ParleyFunction>;
};

/** What tells how a stage is doing: alarms and whom they tell, a dashboard, saved queries. It changes nothing it looks at. */
export class Observability extends Construct {
  constructor(scope: Construct, { stage, functions: made, ...parts }: ObservabilityProps) {
    super(scope, 'Observability');
    const { email, thresholds } = stage.alarms;
    const functions = new Map([...made].map(([name, { lambda }]) => [name, lambda]));
    const logs = new Map<string, ILogGroup>([...functions].map(([name, { logGroup }]) => [name, logGroup]));
    const watched: Watched = { ...parts, functions, scope: this, stage: stage.name, thresholds };
    countLogLines(this, logs);
    saveLogQueries(this, logs);
    const action = alarmTopic(this, email);
    const alarms = [functionAlarms, deliveryAlarms, apiAlarms, dataAlarms]
      .flatMap((alarmsOf) => alarmsOf(watched))
      .map((spec) => makeAlarm(this, spec, action));
    makeDashboard(this, watched, alarms);
  }
}
