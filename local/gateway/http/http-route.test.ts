import { describe, expect, it } from 'vitest';
import { RawClient } from '../testing/raw-client.ts';
import { httpConfig, httpRoute, runHttpApi } from '../testing/running-http-api.ts';
import { createHttpRouteTable } from './http-route-table.ts';

const keys = [
  '$default',
  'ANY /{proxy+}',
  'GET /pets/{proxy+}',
  'GET /pets/{id}',
  'GET /pets/mine',
  'ANY /pets/mine',
  'GET /pets/{id}/toys/{toy}',
  'GET /',
];
const table = createHttpRouteTable({ routes: keys.map((key) => httpRoute(key)) });

describe('routes of an HTTP API', () => {
  it.each([
    ['GET', '/pets/mine', 'GET /pets/mine', {}],
    ['POST', '/pets/mine', 'ANY /pets/mine', {}],
    ['GET', '/pets/7', 'GET /pets/{id}', { id: '7' }],
    ['GET', '/pets/7/toys/ball', 'GET /pets/{id}/toys/{toy}', { id: '7', toy: 'ball' }],
    ['GET', '/pets/7/more', 'GET /pets/{proxy+}', { proxy: '7/more' }],
    ['POST', '/pets/7', 'ANY /{proxy+}', { proxy: 'pets/7' }],
    ['GET', '/', 'GET /', {}],
    ['POST', '/', '$default', {}],
    ['GET', '/pets/', 'ANY /{proxy+}', { proxy: 'pets/' }],
  ])('H1: routes %s %s to %s', (method, path, routeKey, pathParameters) => {
    const match = table(method, path);

    expect(match?.route.routeKey).toBe(routeKey);
    expect(match?.pathParameters).toEqual(pathParameters);
  });

  it('H1: goes by specificity and not by the order of the routes', () => {
    const reversed = createHttpRouteTable({ routes: keys.toReversed().map((key) => httpRoute(key)) });

    expect(reversed('GET', '/pets/mine')?.route.routeKey).toBe('GET /pets/mine');
    expect(reversed('GET', '/pets/7')?.route.routeKey).toBe('GET /pets/{id}');
  });

  it('H1: answers 404 Not Found where no route matches', async () => {
    await using running = await runHttpApi(httpConfig([httpRoute('GET /pets')]));

    for (const [method, path] of [
      ['GET', '/dogs'],
      ['POST', '/pets'],
      ['GET', '/pets/'],
      ['GET', '/Pets'],
    ] as const) {
      const response = await running.call(path, { method });
      expect([response.status, await response.text()]).toEqual([404, '{"message":"Not Found"}']);
    }
    expect(running.lambda.invocations).toEqual([]);
    expect(running.told[0]).toMatchObject({ kind: 'http', method: 'GET', path: '/dogs', status: 404 });
  });

  it('H2: has the stage in the path unless it is $default', async () => {
    await using running = await runHttpApi(
      httpConfig([httpRoute('GET /pets'), httpRoute('GET /')], { stage: 'dev' }),
    );
    const origin = `http://127.0.0.1:${running.api.port}`;

    expect(running.api.url).toBe(`${origin}/dev`);
    expect((await running.call('/pets')).status).toBe(200);
    expect((await running.call('')).status).toBe(200);
    expect((await fetch(`${origin}/pets`)).status).toBe(404);
    expect((await fetch(`${origin}/devil/pets`)).status).toBe(404);
    expect(running.lambda.events('GET /pets')[0]).toMatchObject({
      rawPath: '/dev/pets',
      requestContext: { stage: 'dev', http: { path: '/dev/pets' } },
    });
  });

  it.each([
    ['a malformed escape', 'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['a star', 'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', 400],
    ['bytes that are no HTTP', '\u0000\u0001\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx', 400],
  ])('answers a status to %s', async (_what, head, status) => {
    await using running = await runHttpApi(httpConfig([httpRoute('$default')]));
    const client = new RawClient(running.api.port);

    client.write(head);

    expect((await client.answered()).status).toBe(status);
    client.socket.destroy();
  });

  it('rejects with the error of the system when the port is taken', async () => {
    await using running = await runHttpApi(httpConfig([]));

    await expect(runHttpApi(httpConfig([]), { port: running.api.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('lets its caller take requests first', async () => {
    await using running = await runHttpApi(httpConfig([httpRoute('$default')]), {
      intercept: (request, response) => {
        if (request.url !== '/_local') return false;
        response.end('a page');
        return true;
      },
    });

    expect(await (await running.call('/_local')).text()).toBe('a page');
    expect((await running.call('/other')).status).toBe(200);
    expect(running.lambda.invocations).toHaveLength(1);
  });
});
