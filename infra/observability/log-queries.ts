import { Stack } from 'aws-cdk-lib';
import { type ILogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export type LogQuery = {
  readonly name: string;
  readonly fields: readonly string[];
  readonly filter: string;
  readonly stats?: string;
  readonly sort: string;
};

/** The questions that are asked again and again. What stands in capitals is to be replaced. */
export const logQueries: readonly LogQuery[] = [
  {
    // By its id alone first: that tells room and seq. With these, also whoever delivered it, and what was tried again.
    name: 'message',
    fields: [
      ...['@timestamp', '@log', 'message', 'userId', 'roomId', 'messageId', 'seq', 'fromSeq', 'toSeq'],
      ...[
        'repeated',
        'outcome',
        'reason',
        'posted',
        'gone',
        'failed',
        'durationMs',
        'requestId',
        'xray_trace_id',
      ],
    ],
    filter:
      'messageId = "MESSAGE_ID" or (roomId = "ROOM_ID" and (seq = SEQ or (fromSeq <= SEQ and toSeq >= SEQ)))',
    sort: '@timestamp asc',
  },
  {
    name: 'user-day',
    fields: [
      ...[
        '@timestamp',
        '@log',
        'message',
        'connectionId',
        'roomId',
        'seq',
        'method',
        'route',
        'status',
        'code',
      ],
      ...['retryAfterMs', 'durationMs', 'requestId'],
    ],
    filter: 'userId = "USER_ID"',
    sort: '@timestamp asc',
  },
  {
    name: 'slowest-sends',
    fields: ['@timestamp', 'durationMs', 'roomId', 'seq', 'length', 'userId', 'requestId', 'xray_trace_id'],
    filter: 'message = "message.received"',
    sort: 'durationMs desc',
  },
  {
    name: 'throttled',
    fields: ['userId', 'route', 'retryAfterMs'],
    filter: 'message = "message.throttled" or status = 429',
    stats: 'count(*) as times, max(retryAfterMs) as longestMs, max(@timestamp) as last by userId, route',
    sort: 'times desc',
  },
];

/** Saves the queries over the logs of all functions, under the stack's name. */
export function saveLogQueries(scope: Construct, logs: ReadonlyMap<string, ILogGroup>): void {
  for (const { name, fields, filter, stats, sort } of logQueries) {
    new QueryDefinition(scope, `Query-${name}`, {
      queryDefinitionName: `${Stack.of(scope).stackName}/${name}`,
      logGroups: [...logs.values()],
      queryString: new QueryString({
        fields: [...fields],
        filterStatements: [filter],
        ...(stats !== undefined && { statsStatements: [stats] }),
        sort,
        limit: 1_000,
      }),
    });
  }
}
