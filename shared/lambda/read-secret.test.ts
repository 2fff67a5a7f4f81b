import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readSecret } from './read-secret.ts';

const arn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:edge';
let server: Server;

/** Secrets Manager, with the statuses that it answers. Returns what it was asked. */
async function secretsManagerThatAnswers(...statuses: readonly number[]) {
  const asked: { readonly target: unknown; readonly signature: unknown; readonly body: string }[] = [];
  server = createServer(async (request, response) => {
    const { 'x-amz-target': target, authorization: signature } = request.headers;
    const status = statuses[asked.length] ?? 500;
    asked.push({ target, signature, body: (await request.toArray()).join('') });
    response.writeHead(status).end(JSON.stringify({ ARN: arn, SecretString: 'told to nobody' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  return asked;
}

afterEach(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});

describe('a secret', () => {
  it('is read by one signed request that names it', async () => {
    const asked = await secretsManagerThatAnswers(200);

    expect(await readSecret(arn)).toBe('told to nobody');
    expect(asked).toEqual([
      {
        target: 'secretsmanager.GetSecretValue',
        signature: expect.stringMatching(
          /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/secretsmanager\/aws4_request, /,
        ),
        body: JSON.stringify({ SecretId: arn }),
      },
    ]);
  });

  it('is asked for once more when that failed', async () => {
    const asked = await secretsManagerThatAnswers(500, 200);

    expect(await readSecret(arn)).toBe('told to nobody');
    expect(asked).toHaveLength(2);
  });

  it('is not read after two failures, and the error says nothing of it', async () => {
    await secretsManagerThatAnswers(400, 403, 200);

    await expect(readSecret(arn)).rejects.toThrow('cannot read a secret: Secrets Manager answered 403');
  });
});
