import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import { httpConfig, httpRoute, type RunningHttpApi, runHttpApi } from '../testing/running-http-api.ts';
import { until } from '../testing/until.ts';

const at = Date.UTC(2024, 1, 9, 18, 11, 43);

/** Calls with headers that `fetch` would not send, some of them twice. */
async function callRaw(
  running: RunningHttpApi,
  path: string,
  headers: readonly string[],
  body = '',
): Promise<number> {
  let status = 0;
  const method = body === '' ? 'GET' : 'POST';
  const call = request({ port: running.api.port, host: '127.0.0.1', path, method, headers: [...headers] });
  call.on('response', (response) => {
    status = response.statusCode ?? 0;
    response.resume();
  });
  call.end(body);
  await until('the answer', () => status > 0);
  return status;
}

describe('events of an HTTP API', () => {
  it('H3: has every field of payload format 2.0', async () => {
    await using running = await runHttpApi(
      httpConfig([httpRoute('GET /pets/{id}')], { stageVariables: { table: 'x' } }),
      { clock: new ManualClock(at), newId: () => 'request-1' },
    );

    const headers = [
      'Host',
      'api.test',
      'User-Agent',
      'tests',
      'X-Two',
      'a',
      'x-two',
      'b',
      'Cookie',
      'c1=1; c2=2',
    ];
    await callRaw(running, '/pets/a%20b?p=1&p=%32&q=x+y', headers);

    expect(running.lambda.events('GET /pets/{id}')[0]).toEqual({
      version: '2.0',
      routeKey: 'GET /pets/{id}',
      rawPath: '/pets/a b',
      rawQueryString: 'p=1&p=%32&q=x+y',
      cookies: ['c1=1', 'c2=2'],
      headers: {
        host: 'api.test',
        'user-agent': 'tests',
        'x-two': 'a,b',
        'content-length': '0',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-port': '443',
        'x-forwarded-proto': 'https',
      },
      queryStringParameters: { p: '1,2', q: 'x y' },
      pathParameters: { id: 'a b' },
      stageVariables: { table: 'x' },
      requestContext: {
        accountId: '123456789012',
        apiId: 'h1234',
        domainName: 'h1234.execute-api.eu-central-1.amazonaws.com',
        domainPrefix: 'h1234',
        http: {
          method: 'GET',
          path: '/pets/a b',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'tests',
        },
        requestId: 'request-1',
        routeKey: 'GET /pets/{id}',
        stage: '$default',
        time: '09/Feb/2024:18:11:43 +0000',
        timeEpoch: at,
      },
      isBase64Encoded: false,
    });
    expect(running.lambda.invocations[0]?.caller.sourceArn).toBe(
      'arn:aws:execute-api:eu-central-1:123456789012:h1234/$default/GET/pets/{id}',
    );
  });

  it('H3: leaves out what a call does not have', async () => {
    await using running = await runHttpApi(httpConfig([httpRoute('$default')]));

    await running.call('/');

    const [event = {}] = running.lambda.events('$default');
    expect(Object.keys(event)).toEqual([
      'version',
      'routeKey',
      'rawPath',
      'rawQueryString',
      'headers',
      'requestContext',
      'isBase64Encoded',
    ]);
  });

  it.each([
    ['application/json', 'ä', false],
    ['text/plain; charset=utf-8', 'ä', false],
    ['application/problem+json', 'ä', false],
    ['application/x-www-form-urlencoded', 'a=1', true],
    ['application/octet-stream', '\u0000\u0001', true],
    ['image/png', 'x', true],
  ])('H3: passes on a body of %s: %j as base64 is %j', async (type, body, isBase64Encoded) => {
    await using running = await runHttpApi(httpConfig([httpRoute('$default')]));

    await running.call('/', { method: 'POST', body, headers: { 'content-type': type } });

    const expected = isBase64Encoded ? Buffer.from(body).toString('base64') : body;
    expect(running.lambda.events('$default')[0]).toMatchObject({ body: expected, isBase64Encoded });
  });

  it('H3: passes on a body in chunks', async () => {
    await using running = await runHttpApi(httpConfig([httpRoute('$default')]));

    await callRaw(
      running,
      '/',
      ['Host', 'x', 'Content-Type', 'text/plain', 'Transfer-Encoding', 'chunked'],
      'in chunks',
    );

    const [event] = running.lambda.events('$default');
    expect(event?.body).toBe('in chunks');
    expect(event?.headers).not.toHaveProperty('transfer-encoding');
  });

  it('H3: cuts a decoded path where it seems to have a query', async () => {
    await using running = await runHttpApi(httpConfig([httpRoute('$default')]));

    await callRaw(running, '/a%3Fb', ['Host', 'x']);

    expect(running.lambda.events('$default')[0]).toMatchObject({ rawPath: '/a', rawQueryString: '' });
  });

  it('H3: has payload format 1.0 where the integration asks for it', async () => {
    const integration = { functionArn: 'old', payloadVersion: '1.0', timeoutMs: 30_000 } as const;
    await using running = await runHttpApi(httpConfig([httpRoute('POST /pets/{id}', { integration })]));

    await running.call('/pets/7?a=1&a=2', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', cookie: 'c=1' },
    });

    expect(running.lambda.events('old')[0]).toMatchObject({
      version: '1.0',
      resource: '/pets/{id}',
      path: '/pets/7',
      httpMethod: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'c=1' },
      multiValueHeaders: { 'content-type': ['application/json'] },
      queryStringParameters: { a: '2' },
      multiValueQueryStringParameters: { a: ['1', '2'] },
      pathParameters: { id: '7' },
      stageVariables: null,
      requestContext: { httpMethod: 'POST', resourcePath: '/pets/{id}', stage: '$default', authorizer: null },
      body: '{}',
      isBase64Encoded: false,
    });
  });
});
