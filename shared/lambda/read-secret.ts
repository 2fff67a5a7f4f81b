import * as v from 'valibot';
import { openSigner } from '../gateway/signer.ts';
import { awsEndpoint } from './aws-endpoint.ts';
import { required } from './environment.ts';
import { signing } from './signing.ts';

const service = { host: 'secretsmanager', variable: 'SECRETS_MANAGER' };
const form = {
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': 'secretsmanager.GetSecretValue',
};
/** Without an end, a function that has no way out hangs until its time is over. */
const timeoutMs = 2_000;

const Answer = v.object({ SecretString: v.string() });

/**
 * The text of a secret, as it is now. Asked for twice at most.
 *
 * @NOTE Not by the AWS SDK's client: for this one request it was 290 KB of `migrate`, and loaded by `http` at every cold start.
 *
 * @throws Error when it can't be read within a few seconds.
 */
export async function readSecret(arn: string): Promise<string> {
  const url = new URL(awsEndpoint(service, process.env));
  const { credentials } = signing;
  const sign = openSigner({ service: service.host, region: required('AWS_REGION'), credentials });
  const attempt = async () => {
    const request = { method: 'POST', body: JSON.stringify({ SecretId: arn }) };
    const headers = await sign({ ...request, url, headers: form });
    const response = await fetch(url, { ...request, headers, signal: AbortSignal.timeout(timeoutMs) });
    if (response.ok) return v.parse(Answer, await response.json()).SecretString;
    throw new Error(`cannot read a secret: Secrets Manager answered ${response.status}`);
  };
  return attempt().catch(attempt);
}
