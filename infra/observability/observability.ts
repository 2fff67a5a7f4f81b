import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
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

type ObservabilityProps = Omit<Watched, 'scope' | 'stage' | 'thresholds'> & { readonly stage: Stage };

/** What tells how a stage is doing: alarms and whom they tell, a dashboard, saved queries. It changes nothing it looks at. */
export class Observability extends Construct {
  constructor(scope: Construct, { stage, ...parts }: ObservabilityProps) {
    super(scope, 'Observability');
    const { email, thresholds } = stage.alarms;
    const watched: Watched = { ...parts, scope: this, stage: stage.name, thresholds };
    const logs = new Map(
      [...parts.functions].map(([name, { logGroup }]): [string, ILogGroup] => [name, logGroup]),
    );
    countLogLines(this, logs);
    saveLogQueries(this, logs);
    const action = alarmTopic(this, email);
    const alarms = [functionAlarms, deliveryAlarms, apiAlarms, dataAlarms]
      .flatMap((alarmsOf) => alarmsOf(watched))
      .map((spec) => makeAlarm(this, spec, action));
    makeDashboard(this, watched, alarms);
  }
}
