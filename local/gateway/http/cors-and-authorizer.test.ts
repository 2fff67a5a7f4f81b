import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import type { Cors, HttpRoute } from '../config.ts';
import { FunctionError } from '../testing/fake-lambda.ts';
import { httpConfig, httpRoute, runHttpApi } from '../testing/running-http-api.ts';

const cors: Cors = {
  allowOrigins: ['https://a.test', 'http://*'],
  allowMethods: ['GET', 'POST'],
  allowHeaders: ['content-type', 'authorization'],
  exposeHeaders: ['x-total'],
  allowCredentials: true,
  maxAgeSeconds: 300,
};

const preflight = (origin: string): RequestInit => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  },
});

type Authorizer = NonNullable<HttpRoute['authorizer']>;

function guardedBy(different: Partial<Authorizer> = {}, routeKey = 'GET /a'): HttpRoute {
  const identitySources = ['$request.header.Authorization'];
  const authorizer = { functionArn: 'authorizer', identitySources, simpleResponses: true, cacheSeconds: 0 };
  return httpRoute(routeKey, { authorizer: { ...authorizer, ...different } });
}

const bearer = (token: string): RequestInit => ({ headers: { authorization: token } });

describe('CORS of an HTTP API', () => {
  it('H5: answers a preflight by itself, whatever routes and authorizers there are', async () => {
    await using running = await runHttpApi(httpConfig([guardedBy({}, '$default')], { cors }));

    const { status, headers } = await running.call('/any', preflight('https://a.test'));

    expect(status).toBe(204);
    expect(Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control')))).toEqual({
      'access-control-allow-origin': 'https://a.test',
      'access-control-allow-methods': 'GET,POST',
      'access-control-allow-headers': 'content-type,authorization',
      'access-control-expose-headers': 'x-total',
      'access-control-allow-credentials': 'true',
      'access-control-max-age': '300',
    });
    expect(running.lambda.invocations).toEqual([]);
  });

  it('H5: allows nothing to an origin that is not listed', async () => {
    await using running = await runHttpApi(httpConfig([httpRoute('$default')], { cors }));

    const refused = await running.call('/', preflight('https://b.test'));
    const byScheme = await running.call('/', preflight('http://anything.test'));

    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([204, null]);
    expect(byScheme.headers.get('access-control-allow-origin')).toBe('http://anything.test');
  });

  it('H5: overwrites the CORS headers of the function, in errors too', async () => {
    await using running = await runHttpApi(httpConfig([httpRoute('GET /a')], { cors }));
    const headers = { 'Access-Control-Allow-Origin': '*', 'access-control-allow-methods': 'DELETE' };
    running.lambda.on('GET /a', () => ({ statusCode: 200, headers, body: '' }));

    const answers = [
      await running.call('/a', { headers: { origin: 'https://a.test' } }),
      await running.call('/none', { headers: { origin: 'https://a.test' } }),
      await running.call('/a', { headers: { origin: 'https://b.test' } }),
      await running.call('/a'),
    ];

    const origins = answers.map((answer) => answer.headers.get('access-control-allow-origin'));
    expect(origins).toEqual(['https://a.test', 'https://a.test', null, null]);
    expect(answers[0]?.headers.get('access-control-allow-methods')).toBeNull();
  });

  it('H5: leaves OPTIONS and CORS headers to the function where the API has no CORS of its own', async () => {
    await using running = await runHttpApi(httpConfig([httpRoute('$default')]));
    running.lambda.on('$default', () => ({
      statusCode: 200,
      headers: { 'access-control-allow-origin': '*' },
    }));

    const answer = await running.call('/', preflight('https://a.test'));

    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  });
});

describe('Lambda authorizers of an HTTP API', () => {
  it('H7: takes a simple response, and passes its context on as it is', async () => {
    await using running = await runHttpApi(httpConfig([guardedBy()]));
    running.lambda.on('authorizer', () => ({
      isAuthorized: true,
      context: { number: 1, list: ['a'], yes: true },
    }));

    expect((await running.call('/a?x=1', bearer('token-1'))).status).toBe(200);

    expect(running.lambda.events('authorizer')[0]).toMatchObject({
      version: '2.0',
      type: 'REQUEST',
      routeArn: 'arn:aws:execute-api:eu-central-1:123456789012:h1234/$default/GET/a',
      identitySource: ['token-1'],
      routeKey: 'GET /a',
      rawPath: '/a',
      rawQueryString: 'x=1',
      headers: { authorization: 'token-1' },
      requestContext: { http: { method: 'GET', path: '/a' } },
    });
    const [event] = running.lambda.events('GET /a');
    expect(event?.requestContext.authorizer).toEqual({ lambda: { number: 1, list: ['a'], yes: true } });
  });

  it('H7: answers 401 without asking when an identity source is missing', async () => {
    await using running = await runHttpApi(httpConfig([guardedBy()]));

    const answer = await running.call('/a');

    expect([answer.status, await answer.text()]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(running.lambda.invocations).toEqual([]);
  });

  it.each<[string, unknown, number]>([
    ['isAuthorized is false', { isAuthorized: false }, 403],
    ['isAuthorized is missing', {}, 500],
    ['there is no answer', undefined, 500],
  ])('H7: refuses when %s', async (_what, returned, status) => {
    await using running = await runHttpApi(httpConfig([guardedBy()]));
    running.lambda.on('authorizer', () => returned);

    expect((await running.call('/a', bearer('x'))).status).toBe(status);
    expect(running.lambda.events('GET /a')).toEqual([]);
  });

  it.each([
    ['Unauthorized', 401],
    ['anything else', 500],
  ])('H7: refuses when the authorizer throws %s', async (message, status) => {
    await using running = await runHttpApi(httpConfig([guardedBy()]));
    running.lambda.on('authorizer', () => {
      throw new FunctionError(message);
    });

    expect((await running.call('/a', bearer('x'))).status).toBe(status);
  });

  it('H7: keeps an answer by its identity sources for as long as it says, over routes', async () => {
    const clock = new ManualClock(Date.now());
    const routes = [guardedBy({ cacheSeconds: 60 }), guardedBy({ cacheSeconds: 60 }, 'GET /b')];
    await using running = await runHttpApi(httpConfig(routes), { clock });
    running.lambda.on('authorizer', () => ({ isAuthorized: true }));

    for (const [path, token] of [
      ['/a', 'one'],
      ['/b', 'one'],
      ['/a', 'two'],
    ] as const)
      expect((await running.call(path, bearer(token))).status).toBe(200);
    expect(running.lambda.events('authorizer')).toHaveLength(2);
    clock.advance(60_000);
    await running.call('/a', bearer('one'));

    expect(running.lambda.events('authorizer')).toHaveLength(3);
  });

  it('H7: takes a policy, and holds each route to a kept one', async () => {
    const different = { simpleResponses: false, cacheSeconds: 60 };
    await using running = await runHttpApi(
      httpConfig([guardedBy(different), guardedBy(different, 'GET /b')]),
    );
    const statement = { Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*/GET/a' };
    running.lambda.on('authorizer', () => ({
      principalId: 'u',
      policyDocument: { Statement: [statement] },
      context: { n: 1 },
    }));

    expect((await running.call('/a', bearer('one'))).status).toBe(200);
    expect((await running.call('/b', bearer('one'))).status).toBe(403);
    expect(running.lambda.events('authorizer')).toHaveLength(1);
  });
});
