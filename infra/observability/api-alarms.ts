import { Duration } from 'aws-cdk-lib';
import type { AlarmSpec } from './alarm.ts';
import type { Watched } from './watched.ts';

const options = { statistic: 'Sum', period: Duration.minutes(5) };

/** What the gateway could not answer. */
export function apiAlarms({ httpApi, websocketApi, thresholds }: Watched): readonly AlarmSpec[] {
  return [
    {
      name: 'http-5xx',
      what: 'Calls of the HTTP API were answered 5xx.',
      metric: httpApi.metric('5xx', options),
      threshold: thresholds.errors,
    },
    {
      // Not `IntegrationError`: that counts handshakes refused with 404 and 409 as well.
      name: 'socket-execution-errors',
      what: 'The gateway could not call the functions behind the socket.',
      metric: websocketApi.metric('ExecutionError', options),
      threshold: thresholds.errors,
    },
  ];
}
