import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type IAccessLogSettings, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct, IConstruct } from 'constructs';
import { accept } from './accepted-findings.ts';
import type { Stage } from './stage.ts';

/**
 * What the gateway writes of each request, by the name of its own variable. Never the query string, where tickets travel, nor
 * a header: no variable here holds either. `path` is without the query.
 */
const both = {
  requestId: 'requestId',
  at: 'requestTimeEpoch',
  address: 'identity.sourceIp',
  route: 'routeKey',
  status: 'status',
  integrationStatus: 'integration.status',
  integrationMs: 'integration.latency',
  error: 'error.responseType',
};

export const accessLogVariables = {
  websocket: {
    ...both,
    event: 'eventType',
    connectionId: 'connectionId',
    authorizerMs: 'authorizer.latency',
  },
  http: { ...both, method: 'httpMethod', path: 'path', ms: 'responseLatency', bytes: 'responseLength' },
} as const;

/** Where a stage logs its requests: one line of JSON each, kept as long as its other logs. Nothing where it doesn't. */
export function accessLog(
  scope: Construct,
  { accessLogs, logs, durability }: Stage,
  variables: Readonly<Record<string, string>>,
): { readonly accessLogSettings?: IAccessLogSettings } {
  if (!accessLogs) return {};
  const group = new LogGroup(scope, 'AccessLog', {
    retention: logs.retentionDays,
    removalPolicy: durability === 'production' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  const fields = Object.entries(variables).map(([name, variable]) => [name, `$context.${variable}`]);
  return {
    accessLogSettings: {
      destination: new LogGroupLogDestination(group),
      format: AccessLogFormat.custom(JSON.stringify(Object.fromEntries(fields))),
    },
  };
}

/** A laptop shows its requests by itself. */
export function acceptNoAccessLog(stage: IConstruct, { accessLogs }: Stage): void {
  if (accessLogs) return;
  accept(stage, {
    'AwsSolutions-APIG1': 'Where this stage runs, the gateway is a program that prints its requests.',
  });
}
