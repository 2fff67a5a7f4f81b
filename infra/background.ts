import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { functionName } from './function.ts';
import type { Provision } from './function-needs.ts';
import type { Network } from './network.ts';
import type { Stage } from './stage.ts';

/** To call the deliver function asynchronously. By its name, since it is called by functions made before it, and by itself. */
export function deliveryProvision(
  scope: Construct,
  { stage, network }: { readonly stage: Stage; readonly network: Network | undefined },
): Provision {
  const name = functionName(scope, 'deliver');
  const arn = Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return {
    environment: { DELIVER_FUNCTION: name, ROOM_POSTS_PER_SECOND: String(stage.roomPostsPerSecond) },
    securityGroups: network ? [network.outward] : [],
    grant: (grantee) =>
      Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [arn] }),
  };
}

/** Runs the sweeper every minute. One that comes late is of no use: the next one does its work. */
export function sweepEveryMinute(scope: Construct, sweep: LambdaFunction): void {
  new Rule(scope, 'Sweep', {
    description: 'Delivers what was committed and not delivered, and clears what has expired',
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [new FunctionTarget(sweep, { maxEventAge: Duration.minutes(1), retryAttempts: 0 })],
  });
}
