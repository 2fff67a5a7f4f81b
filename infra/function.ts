import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Function as LambdaFunction,
  RecursiveLoop,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { accept } from './accepted-findings.ts';
import type { FunctionSpec } from './function-catalog.ts';
import { functionCode } from './function-code.ts';
import type { Provision, Provisions } from './function-needs.ts';
import { allowInterfaces } from './function-network.ts';
import type { Network } from './network.ts';
import type { Stage } from './stage.ts';

export type ParleyFunctionProps = {
  readonly stage: Stage;
  readonly spec: FunctionSpec;
  readonly provisions: Provisions;
  readonly network: Network | undefined;
  /** How many executions it may have at once; without, what the account has left. */
  readonly concurrency: number | undefined;
};

/**
 * A Lambda function of the catalog: Node 24 on arm64, ESM, its own role and its own log group.
 *
 * Its role may write to its log, and do what the needs it names take: nothing is granted by a managed policy.
 */
export class ParleyFunction extends Construct {
  readonly lambda: LambdaFunction;

  constructor(scope: Construct, { stage, spec, provisions, network, concurrency }: ParleyFunctionProps) {
    super(scope, spec.name);
    const provided = spec.needs.map((need) => provisions[need]);
    const logGroup = this.#logGroup(stage);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    for (const { grant, accepted = {} } of provided) {
      grant?.(role);
      accept(role, accepted);
    }
    if (stage.tracing) accept(role, { 'AwsSolutions-IAM5[Resource::*]': 'X-Ray has no resources to name.' });
    const placement = network && place(network, provided);
    if (placement) allowInterfaces(role);
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: functionName(this, spec.name),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: functionCode(spec),
      memorySize: spec.memoryMib,
      timeout: Duration.seconds(spec.timeoutSeconds),
      environment: environment(stage, provided, network),
      tracing: stage.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      logGroup,
      role,
      ...(spec.background && inBackground),
      ...placement,
      ...(concurrency !== undefined && { reservedConcurrentExecutions: concurrency }),
    });
  }

  #logGroup({ logs, durability }: Stage): LogGroup {
    return new LogGroup(this, 'Log', {
      retention: logs.retentionDays,
      removalPolicy: durability === 'production' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}

/** The name of a function of the stack. */
export const functionName = (scope: Construct, name: string): string =>
  `${Stack.of(scope).stackName}-${name}`;

/**
 * A busy room's deliverer hands over to its own next invocation. Lambda takes more than 16 such steps for a mistake and
 * stops them, unless it is told that they are meant.
 */
const inBackground = {
  retryAttempts: 0,
  maxEventAge: Duration.minutes(1),
  recursiveLoop: RecursiveLoop.ALLOW,
};

function environment(
  stage: Stage,
  provided: readonly Provision[],
  network: Network | undefined,
): Record<string, string> {
  return Object.assign(
    {
      STAGE: stage.name,
      LOG_LEVEL: stage.logs.level,
      POWERTOOLS_SERVICE_NAME: 'parley',
      NODE_OPTIONS: '--enable-source-maps',
      // The SDK's own names for AWS's APIs have IPv4 addresses alone.
      ...(network?.ipv6 && { AWS_USE_DUALSTACK_ENDPOINT: 'true' }),
    },
    ...provided.map((provision) => provision.environment),
  );
}

/** Inside the network with the security groups of its needs, or, when no need lies inside, not in it at all. */
function place(network: Network, provided: readonly Provision[]) {
  if (!provided.some(({ inside }) => inside)) return undefined;
  return {
    vpc: network.vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    // Several needs have the same one, as the way out.
    securityGroups: [...new Set(provided.flatMap(({ securityGroups }) => securityGroups ?? []))],
    ...(network.ipv6 && { ipv6AllowedForDualStack: true }),
  };
}
