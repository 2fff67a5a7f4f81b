import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { accept } from './accepted-findings.ts';

const actions = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lets Lambda attach a function to the network, with the function's role but not from the function's code.
 *
 * Lambda needs this on `*`. A call made by code carries `lambda:SourceFunctionArn`, one made by the service does not, so the
 * code is denied what the service may do.
 */
export function allowInterfaces(role: Role): void {
  accept(role, {
    'AwsSolutions-IAM5[Resource::*]':
      'Lambda wants this on every resource; the function’s own code is denied it.',
  });
  role.addToPrincipalPolicy(new PolicyStatement({ actions, resources: ['*'] }));
  const everyFunction = Stack.of(role).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.addToPrincipalPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions,
      resources: ['*'],
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': everyFunction } },
    }),
  );
}
