import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openInvocations } from './invocations.ts';

let server: Server;

type Seen = {
  readonly line: string;
  readonly type: unknown;
  readonly signed: unknown;
  readonly body: string;
};

/** Lambda, with the statuses that it answers; `cut` breaks the connection. */
async function lambdaThatAnswers(...answers: readonly (number | 'cut')[]) {
  const seen: Seen[] = [];
  server = createServer(async (request, response) => {
    const answer = answers[seen.length] ?? 500;
    const chunks = await request.toArray();
    const { method, url, headers } = request;
    const type = headers['x-amz-invocation-type'];
    seen.push({ line: `${method} ${url}`, type, signed: headers['x-signed'], body: chunks.join('') });
    if (answer === 'cut') request.socket.destroy();
    else response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const sign = async ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => ({
    ...headers,
    'x-signed': 'yes',
  });
  return { seen, invokeLater: openInvocations(`http://127.0.0.1:${port}`, sign) };
}

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('an asynchronous invocation', () => {
  it('is one signed request that says so', async () => {
    const { seen, invokeLater } = await lambdaThatAnswers(202);

    await invokeLater('parley-dev-deliver', '{"room":"ä"}');

    const line = 'POST /2015-03-31/functions/parley-dev-deliver/invocations';
    expect(seen).toEqual([{ line, type: 'Event', signed: 'yes', body: '{"room":"ä"}' }]);
  });

  it.each([429, 500, 'cut'] as const)('is tried once more after %s', async (first) => {
    const { seen, invokeLater } = await lambdaThatAnswers(first, 202);

    await invokeLater('f', '{}');

    expect(seen).toHaveLength(2);
  });

  it('is given up after two tries', async () => {
    const { seen, invokeLater } = await lambdaThatAnswers(503, 503, 202);

    await expect(invokeLater('f', '{}')).rejects.toThrow('cannot invoke a function: Lambda answered 503');
    expect(seen).toHaveLength(2);
  });

  it('is not tried again when Lambda will never take it', async () => {
    const { seen, invokeLater } = await lambdaThatAnswers(403, 202);

    await expect(invokeLater('f', '{}')).rejects.toThrow('Lambda answered 403');
    expect(seen).toHaveLength(1);
  });
});
