import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { accept } from './accepted-findings.ts';

/**
 * What an account and region has once, whatever stages are in it: the gateway may write logs. Without that no WebSocket API
 * can have an access log.
 *
 * It stays when the stack goes: the setting is one for all APIs of the account, those of others included.
 */
export class AccountStack extends Stack {
  constructor(scope: Construct) {
    super(scope, 'parley-account', { description: 'Parley, what an account has once' });
    const role = new Role(this, 'GatewayLogs', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    accept(role, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'The gateway refuses a role that may less than this.',
    });
    const account = new CfnAccount(this, 'Gateway', { cloudWatchRoleArn: role.roleArn });
    for (const kept of [role, account]) kept.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
