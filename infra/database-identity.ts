import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * The database's name: the stack's, and what tells this stack from one of its name that was there before, whose database may
 * have been retained.
 *
 * Whatever has a name of ours is never replaced in passing: CloudFormation would have to make a second one of that name.
 */
export function databaseIdentifier(scope: Construct): string {
  const { stackName, stackId } = Stack.of(scope);
  // A stack's ARN ends with `/` and a UUID.
  const uuid = Fn.select(2, Fn.split('/', stackId));
  return `${stackName}-${Fn.select(0, Fn.split('-', uuid))}`;
}

type LogProps = { readonly identifier: string; readonly days: number; readonly keep: boolean };

/** The database's log. To be there before the database: one that RDS makes for itself is kept for ever. */
export function databaseLog(scope: Construct, { identifier, days, keep }: LogProps): LogGroup {
  return new LogGroup(scope, 'Log', {
    logGroupName: `/aws/rds/instance/${identifier}/postgresql`,
    retention: days,
    removalPolicy: keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}
