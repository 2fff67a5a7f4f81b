import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FakeSecretsManager = {
  readonly url: string;
  /** The ARNs that were asked for, in turn. */
  readonly asked: readonly string[];
  readonly stop: () => Promise<void>;
};

/** Answers every secret with the same text, as Secrets Manager would. */
export async function startSecretsManager(text: string): Promise<FakeSecretsManager> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { SecretId } = JSON.parse(Buffer.concat(chunks).toString()) as { readonly SecretId: string };
    asked.push(SecretId);
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ ARN: SecretId, Name: 'secret', SecretString: text }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
