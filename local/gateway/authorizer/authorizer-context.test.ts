import { describe, expect, it } from 'vitest';
import { type RunningApi, runApi, testKey } from '../testing/running-api.ts';
import { signedHeaders } from '../testing/sign-request.ts';
import { connect, refusal } from '../testing/socket-client.ts';
import { guarded, route, websocketConfig } from '../testing/websocket-config.ts';

const config = websocketConfig([guarded(), route('$disconnect'), route('$default')]);
const policyDocument = { Statement: { Action: ['execute-api:*'], Effect: 'Allow', Resource: ['*'] } };

async function openWith(running: RunningApi, context: unknown, more = {}) {
  running.lambda.on('authorizer', () => ({ principalId: 'user-1', policyDocument, context, ...more }));
  return running.open('?token=1');
}

describe("the authorizer's context", () => {
  it('A7: makes every value of the context text', async () => {
    await using running = await runApi(config);

    await openWith(running, { number: 1, yes: true, no: false, text: 'a', float: 1.5 });

    const { requestContext } = await running.lambda.event('$connect');
    expect(requestContext.authorizer).toEqual({
      principalId: 'user-1',
      number: '1',
      yes: 'true',
      no: 'false',
      text: 'a',
      float: '1.5',
    });
  });

  it.each([[{ list: ['a'] }], [{ object: { a: 1 } }], [['a']], ['text']])(
    'A7: refuses with 500 the context %j',
    async (context) => {
      await using running = await runApi(config);
      running.lambda.on('authorizer', () => ({ principalId: 'user-1', policyDocument, context }));

      expect((await refusal(`${running.api.url}?token=1`)).status).toBe(500);
    },
  );

  it('A7: refuses with 500 an answer of more than 8 KB', async () => {
    await using running = await runApi(config);
    const client = await openWith(running, { text: 'x'.repeat(7_900) });
    expect(client.socket.readyState).toBe(client.socket.OPEN);

    await expect(openWith(running, { text: 'x'.repeat(8_192) })).rejects.toThrow('500');
  });

  it('A8: is there at $connect, with every message and at $disconnect', async () => {
    await using running = await runApi(config);
    const client = await openWith(running, { team: 7 });
    client.send('hello');
    await running.lambda.event('$default');
    client.socket.close();

    const events = [
      await running.lambda.event('$connect'),
      await running.lambda.event('$default'),
      await running.lambda.event('$disconnect'),
    ];

    for (const { requestContext } of events)
      expect(requestContext.authorizer).toEqual({ principalId: 'user-1', team: '7' });
    expect(running.told).toContainEqual(
      expect.objectContaining({ kind: 'connection opened', principalId: 'user-1' }),
    );
  });

  it('A5: gives the authorizer the event of a REQUEST authorizer', async () => {
    await using running = await runApi(config);
    running.lambda.on('authorizer', () => ({ principalId: 'u', policyDocument }));
    await connect(`${running.api.url}?token=1&token=2&x=%20y`, { headers: { 'X-Mine': 'yes' } });

    const event = await running.lambda.event('authorizer');

    expect(event).toEqual({
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/prod/$connect',
      headers: expect.objectContaining({
        Connection: 'upgrade',
        Upgrade: 'websocket',
        'content-length': '0',
        'X-Mine': 'yes',
        'Sec-WebSocket-Version': '13',
        'X-Forwarded-Proto': 'https',
      }),
      multiValueHeaders: expect.objectContaining({ Connection: ['upgrade'], 'X-Mine': ['yes'] }),
      queryStringParameters: { token: '2', x: ' y' },
      multiValueQueryStringParameters: { token: ['1', '2'], x: [' y'] },
      stageVariables: {},
      requestContext: expect.objectContaining({ routeKey: '$connect', eventType: 'CONNECT' }),
    });
    expect(event.requestContext.connectionId).toBe(running.api.connections()[0]?.connectionId);
    expect(event).not.toHaveProperty('pathParameters');
  });

  it.each([
    ['$request.header.x-api-key', { 'X-Api-Key': 'key-1' }, {}],
    ['$context.authorizer.usageIdentifierKey', {}, { usageIdentifierKey: 'key-1' }],
  ])('A13: takes the API key from %s', async (apiKeySelectionExpression, headers, answer) => {
    const different = { apiKeySelectionExpression, apiKeys: ['key-1'] };
    const connectRoute = { ...guarded(), apiKeyRequired: true };
    await using running = await runApi(websocketConfig([connectRoute], different));
    running.lambda.on('authorizer', () => ({ principalId: 'u', policyDocument, ...answer }));

    const client = await connect(`${running.api.url}?token=1`, { headers });

    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it.each([{}, { 'X-Api-Key': '' }, { 'X-Api-Key': 'key-2' }])(
    'A13: refuses with 403 the API key in %j',
    async (headers) => {
      const connectRoute = route('$connect', { apiKeyRequired: true });
      await using running = await runApi(websocketConfig([connectRoute], { apiKeys: ['key-1'] }));

      expect((await refusal(running.api.url, { headers })).status).toBe(403);
    },
  );
});

describe('IAM authorization', () => {
  const iam = websocketConfig([route('$connect', { authorization: { kind: 'iam' } })]);

  it('A1: opens a connection that is signed, and says who signed', async () => {
    await using running = await runApi(iam);
    const headers = await signedHeaders('GET', running.api.managementUrl);

    await connect(running.api.url, { headers });

    const { requestContext } = await running.lambda.event('$connect');
    expect(requestContext.identity).toMatchObject({
      accessKey: testKey.accessKeyId,
      accountId: '123456789012',
    });
  });

  it('A1: opens a connection that is signed in its query', async () => {
    await using running = await runApi(iam);
    const query = await signedHeaders('GET', running.api.managementUrl, { presigned: true });

    await connect(`${running.api.url}?${new URLSearchParams(query)}`);

    expect(running.api.connections()).toHaveLength(1);
  });

  it('A1: refuses with 403 a connection that is not signed, or for something else', async () => {
    await using running = await runApi(iam);
    const headers = await signedHeaders('GET', running.api.managementUrl, { region: 'us-east-1' });

    expect((await refusal(running.api.url)).status).toBe(403);
    expect((await refusal(running.api.url, { headers })).status).toBe(403);
    expect(running.lambda.invocations).toEqual([]);
  });
});
