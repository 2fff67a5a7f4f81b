import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { accept } from './accepted-findings.ts';
import type { Provision } from './function-needs.ts';
import type { Stage } from './stage.ts';

export type Edge = {
  /** What CloudFront sends to the HTTP API. The template has a reference; the value is put in while deploying. */
  readonly headers: Readonly<Record<string, string>>;
  readonly provision: Provision;
};

/**
 * A secret between CloudFront and the function behind it, made by AWS and known to nobody. See ADR 24.
 *
 * Each number of the stage is another secret, and so another reference: CloudFormation doesn't look for a new value behind a
 * reference that stayed the same.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
 */
export function edgeOf(scope: Construct, { edgeSecret }: Stage): Edge {
  if (!edgeSecret) return { headers: {}, provision: { environment: {} } };
  const secret = new Secret(scope, `EdgeSecret${edgeSecret}`, {
    description: 'Shown by CloudFront to the HTTP API',
    generateSecretString: { passwordLength: 40, excludePunctuation: true },
  });
  accept(secret, {
    'AwsSolutions-SMG4':
      'It opens nothing: who has it can choose the address that limits count for. The next number replaces it.',
  });
  return {
    headers: { 'x-parley-edge': secret.secretValue.unsafeUnwrap() },
    provision: {
      environment: { EDGE_SECRET_ARN: secret.secretArn },
      grant: (grantee) => secret.grantRead(grantee),
    },
  };
}
