/**
 * The CDK's newer behaviour where it changes our template. Given in code rather than in `cdk.json`, so that the template is
 * the same whether the CLI, a test or `node infra/app.ts` makes it.
 */
export const featureFlags = {
  // Refuses a secret's value where it would end up in the template.
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': true,
  '@aws-cdk/aws-ec2:ebsDefaultGp3Volume': true,
  '@aws-cdk/aws-rds:preventRenderingDeprecatedCredentials': true,
  '@aws-cdk/aws-s3:publicAccessBlockedByDefault': true,
  // Otherwise each of the CDK's own functions runs an SDK that it downloads while deploying.
  '@aws-cdk/customresources:installLatestAwsSdkDefault': false,
  // A template that names the commit it was made from changes with every commit.
  '@aws-cdk/core:disableGitSource': true,
} as const;
