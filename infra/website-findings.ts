import type { Stack } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import type { CfnBucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { accept } from './accepted-findings.ts';
import type { Stage } from './stage.ts';

/** The CDK's own function that copies the page from where the CDK puts what it deploys. It runs during deployments only. */
export function acceptUpload(stack: Stack, bucket: IBucket): void {
  const upload = stack.node.children.find(({ node }) => node.id.startsWith('Custom::CDKBucketDeployment'));
  if (upload === undefined) throw new Error('cannot accept what is found in the upload: it is not there');
  const reason = 'The CDK’s own: it reads what it deploys, and writes the bucket of the page.';
  const page = `<${stack.getLogicalId(bucket.node.defaultChild as CfnBucket)}.Arn>`;
  const deployed = 'arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>';
  const managed = 'arn:<AWS::Partition>:iam::aws:policy/service-role';
  const actions = ['GetBucket*', 'GetObject*', 'List*', 'Abort*', 'DeleteObject*'];
  accept(upload, {
    'AwsSolutions-L1': 'The CDK chooses its runtime and moves it on with its versions.',
    [`AwsSolutions-IAM4[Policy::${managed}/AWSLambdaBasicExecutionRole]`]: reason,
    [`AwsSolutions-IAM5[Resource::${deployed}/*]`]: reason,
    [`AwsSolutions-IAM5[Resource::${page}/*]`]: reason,
    ...Object.fromEntries(actions.map((action) => [`AwsSolutions-IAM5[Action::s3:${action}]`, reason])),
  });
}

export function acceptFindings(distribution: Distribution, { domains, webAclArn }: Stage): void {
  accept(distribution, {
    'AwsSolutions-CFR1': 'Who may chat is a matter of accounts, not of countries.',
    'AwsSolutions-CFR3':
      'Its log has query strings in it; every call of the API behind it is in the API’s own log.',
  });
  if (!webAclArn) {
    accept(distribution, {
      'AwsSolutions-CFR2': 'A stage names a web ACL or none; the APIs have limits of their own.',
    });
  }
  if (!domains?.page) {
    accept(distribution, { 'AwsSolutions-CFR4': 'CloudFront lets nobody choose what its own names speak.' });
  }
}
