import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import { FunctionError, SpecialOutcome } from '../testing/fake-lambda.ts';
import { httpConfig, httpRoute, runHttpApi } from '../testing/running-http-api.ts';

const config = httpConfig([httpRoute('$default')]);
const serverError = '{"message":"Internal Server Error"}';

async function answerTo(returned: unknown, init?: RequestInit, api = config) {
  await using running = await runHttpApi(api);
  running.lambda.on(api.routes[0]?.integration.functionArn ?? '', () => returned);
  const response = await running.call('/', init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

describe('responses of an HTTP API', () => {
  it.each([
    [{ a: 1 }, '{"a":1}'],
    [[1, 2], '[1,2]'],
    ['hello', 'hello'],
    [7, '7'],
    [null, 'null'],
    [{ body: 'no status' }, '{"body":"no status"}'],
  ])('H4: takes %j, which has no status, for the body of a 200', async (returned, body) => {
    const { status, headers, text } = await answerTo(returned);

    expect([status, text, headers.get('content-type')]).toEqual([200, body, 'application/json']);
  });

  it('H4: takes status, headers, cookies and body of a complete answer', async () => {
    const { status, headers, text } = await answerTo({
      statusCode: 201,
      headers: { 'Content-Type': 'text/html', 'X-Number': 7, 'Content-Length': '999' },
      cookies: ['a=1; Path=/', 'b=2'],
      body: '<p>ä</p>',
    });

    expect([status, text]).toEqual([201, '<p>ä</p>']);
    expect([headers.get('content-type'), headers.get('x-number')]).toEqual(['text/html', '7']);
    expect(headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
    expect(headers.get('content-length')).toBe('9');
    expect(headers.get('apigw-requestid')).toMatch(/^[\w-]{15}=$/);
  });

  it('H4: names plain text as the type of an answer that has a status and names none', async () => {
    const { headers, text } = await answerTo({ statusCode: 200 });

    expect([text, headers.get('content-type')]).toEqual(['', 'text/plain;charset=utf-8']);
  });

  it('H4: decodes a base64 body', async () => {
    expect((await answerTo({ statusCode: 200, body: 'aGk=', isBase64Encoded: true })).text).toBe('hi');
  });

  it('H4: sends no body to HEAD and with 204', async () => {
    const head = await answerTo({ statusCode: 200, body: 'hello' }, { method: 'HEAD' });

    expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', '5']);
    expect((await answerTo({ statusCode: 204 })).status).toBe(204);
  });

  it.each([
    [{ statusCode: 'many' }],
    [{ statusCode: 99 }],
    [{ statusCode: 200, body: { an: 'object' } }],
    [{ statusCode: 200, headers: { 'bad name': 'x' } }],
    [{ statusCode: 200, headers: { bad: 'line\nbreak' } }],
  ])('H4: answers 500 when the function returns %j', async (returned) => {
    const { status, text } = await answerTo(returned);

    expect([status, text]).toEqual([500, serverError]);
  });

  it('H4: infers nothing in payload format 1.0, and takes its lists of headers', async () => {
    const integration = { functionArn: 'old', payloadVersion: '1.0', timeoutMs: 30_000 } as const;
    const old = httpConfig([httpRoute('$default', { integration })]);

    expect((await answerTo({ a: 1 }, {}, old)).status).toBe(500);
    const lists = { statusCode: 200, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] }, body: '' };
    expect((await answerTo(lists, {}, old)).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('H4: answers 500 when the function throws or may not be invoked', async () => {
    await using running = await runHttpApi(config);
    running.lambda.on('$default', () => {
      throw new FunctionError('secret');
    });
    const thrown = await running.call('/');
    running.lambda.on(
      '$default',
      () => new SpecialOutcome({ kind: 'refused', requestId: '', reason: 'no permission' }),
    );
    const refused = await running.call('/');

    expect([thrown.status, await thrown.text()]).toEqual([500, serverError]);
    expect([refused.status, await refused.text()]).toEqual([500, serverError]);
  });

  it('H6: answers 503 when the function takes longer than its timeout, 30 s at most', async () => {
    const clock = new ManualClock(Date.now());
    const integration = { functionArn: 'slow', payloadVersion: '2.0', timeoutMs: 60_000 } as const;
    await using running = await runHttpApi(httpConfig([httpRoute('$default', { integration })]), { clock });
    running.lambda.on('slow', () => new Promise(() => undefined));

    const answer = running.call('/');
    await running.lambda.event('slow');
    clock.advance(30_000);

    const response = await answer;
    expect([response.status, await response.text()]).toEqual([503, '{"message":"Service Unavailable"}']);
  });

  it('H6: answers 503 when the function has no environment free (our choice)', async () => {
    expect((await answerTo(new SpecialOutcome({ kind: 'throttled', requestId: '' }))).status).toBe(503);
  });

  it('H6: takes a body of 10 MB and answers 413 to a longer one', async () => {
    await using running = await runHttpApi(config);
    const body = 'x'.repeat(10 * 1024 * 1024);

    expect((await running.call('/', { method: 'POST', body })).status).toBe(200);
    const refused = await running.call('/', { method: 'POST', body: `${body}x` });

    expect([refused.status, await refused.text()]).toEqual([413, '{"message":"Request Entity Too Large"}']);
    expect(running.lambda.invocations).toHaveLength(1);
  }, 20_000);

  it('H6: answers 429 to what is over the limit of the route, the stage or the account', async () => {
    const clock = new ManualClock(Date.now());
    const limited = httpConfig(
      [httpRoute('GET /a', { throttle: { ratePerSecond: 1, burst: 1 } }), httpRoute('$default')],
      {
        throttle: { ratePerSecond: 1, burst: 2 },
      },
    );
    await using running = await runHttpApi(limited, { clock });
    const statuses: number[] = [];
    for (const path of ['/a', '/a', '/b', '/b', '/b']) statuses.push((await running.call(path)).status);

    expect(statuses).toEqual([200, 429, 200, 200, 429]);
    expect(await (await running.call('/b')).text()).toBe('{"message":"Too Many Requests"}');
    clock.advance(1_000);
    expect((await running.call('/a')).status).toBe(200);
  });

  it('survives a client that leaves in the middle', async () => {
    await using running = await runHttpApi(config);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    running.lambda.on('$default', () => promise);
    const leaving = new AbortController();

    const answer = running.call('/', { signal: leaving.signal }).catch(() => 'left');
    await running.lambda.event('$default');
    leaving.abort();
    expect(await answer).toBe('left');
    resolve({ statusCode: 200, body: 'too late' });

    expect((await running.call('/')).status).toBe(200);
  });
});
