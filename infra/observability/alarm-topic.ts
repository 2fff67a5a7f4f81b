import { Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/** The topic that alarms tell, and with it whoever subscribes. Over TLS only. */
export function alarmTopic(scope: Construct, email: string | undefined): IAlarmAction {
  const topic = new Topic(scope, 'Alarms', {
    displayName: `${Stack.of(scope).stackName} alarms`,
    enforceSSL: true,
  });
  // A topic with a policy has lost the one it had by default, by which the account's alarms may publish.
  topic.grantPublish(
    new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  );
  if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
  return new SnsAction(topic as ITopic);
}
