import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Trigger } from 'aws-cdk-lib/triggers';
import type { Construct } from 'constructs';

type MigrationProps = {
  readonly handler: LambdaFunction;
  /** What must be there first: the database and the way to it. */
  readonly after: readonly Construct[];
  /** What must not run new code before the schema is ready for it. */
  readonly before: readonly Construct[];
};

/**
 * Runs the migrations while the stack is deployed: after the database is there, before any function gets new code.
 *
 * It runs again whenever the function changed, and the SQL is part of its code. When it fails, the deployment rolls back and
 * the old code goes on with the old schema. Migrations are forward-only and must let the code before them go on as well.
 */
export function migrateOnDeployment(scope: Construct, { handler, after, before }: MigrationProps): void {
  new Trigger(scope, 'Migration', {
    handler,
    timeout: Duration.minutes(10),
    executeOnHandlerChange: true,
    executeAfter: [...after],
    executeBefore: [...before],
  });
}
