import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The text of a secret, as it is now. @throws Error when it can't be read within a few seconds. */
export async function readSecret(arn: string): Promise<string> {
  const client = new SecretsManagerClient({
    maxAttempts: 2,
    // Without these a function that has no way out hangs until its time is over.
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000 },
  });
  const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  client.destroy();
  return SecretString;
}
