import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import { FunctionError, SpecialOutcome } from '../testing/fake-lambda.ts';
import { runApi } from '../testing/running-api.ts';
import { until } from '../testing/until.ts';
import { lambda, route, websocketConfig } from '../testing/websocket-config.ts';

const oneWay = route('note');
const twoWay = route('ask', { returnsResponse: true });
const config = websocketConfig([oneWay, twoWay]);

/** The error frame of a text, whatever request it was. */
const errorFrame = (text: string, connectionId: string): RegExp =>
  new RegExp(`^\\{"message": "${text}", "connectionId":"${connectionId}", "requestId":"[\\w-]{15}="\\}$`);

describe('messages and replies', () => {
  it.each([200, 301, 400, 401, 500, 501])(
    'M1: sends nothing for a one-way route whose function returns %i, and keeps the connection',
    async (statusCode) => {
      await using running = await runApi(config);
      running.lambda.on('note', () => ({ statusCode, body: 'unseen' }));
      running.lambda.on('ask', () => ({ statusCode: 200, body: 'seen' }));
      const client = await running.open();

      client.send({ action: 'note' });
      await until('its end', () => running.told.some(({ kind }) => kind === 'message'));
      client.send({ action: 'ask' });

      expect(await client.next()).toBe('seen');
      expect(running.told.filter(({ kind }) => kind === 'note')).toHaveLength(statusCode >= 400 ? 1 : 0);
    },
  );

  it.each([200, 500])(
    'M2: sends the body of a two-way route as it is, with status %i',
    async (statusCode) => {
      await using running = await runApi(config);
      running.lambda.on('ask', ({ body }) => ({ statusCode, body: `you said ${body}` }));
      const client = await running.open();

      client.send('{"action":"ask", "grüße":"🦜"}');

      expect(await client.next()).toBe('you said {"action":"ask", "grüße":"🦜"}');
      expect(running.told).toContainEqual(expect.objectContaining({ outcome: 'replied', routeKey: 'ask' }));
    },
  );

  it('M2: sends a base64 body decoded, and an empty one empty', async () => {
    await using running = await runApi(config);
    const bodies = [{ body: Buffer.from('hi').toString('base64'), isBase64Encoded: true }, { body: '' }];
    running.lambda.on('ask', () => ({ statusCode: 200, ...bodies.shift() }));
    const client = await running.open();

    client.send({ action: 'ask' });
    expect(await client.next()).toBe('hi');
    client.send({ action: 'ask' });
    expect(await client.next()).toBe('');
  });

  it.each([
    undefined,
    {},
    { statusCode: 200 },
    { body: 'no status' },
    { statusCode: 200, body: { an: 'object' } },
    'text',
  ])(
    'M3: answers a two-way route whose function returns %j with an internal server error (our choice)',
    async (returned) => {
      await using running = await runApi(config);
      running.lambda.on('ask', () => returned);
      const client = await running.open();

      client.send({ action: 'ask' });

      expect(await client.next()).toMatch(errorFrame('Internal server error', client.id));
    },
  );

  it.each(['note', 'ask'])(
    'M4: answers an internal server error when the function of %s throws, and stays open',
    async (action) => {
      await using running = await runApi(config);
      running.lambda.on(action, () => {
        throw new FunctionError('secret detail');
      });
      const client = await running.open();

      client.send({ action });

      expect(await client.next()).toMatch(errorFrame('Internal server error', client.id));
      client.send({ action });
      expect(await client.next()).not.toContain('secret');
      expect(client.closed).toBeUndefined();
    },
  );

  it('M4: names in the error frame the request that the function saw', async () => {
    await using running = await runApi(config);
    running.lambda.on('note', () => {
      throw new FunctionError('oh');
    });
    const client = await running.open();

    client.send({ action: 'note' });

    const { requestContext } = await running.lambda.event('note');
    expect(JSON.parse(await client.next())).toMatchObject({ requestId: requestContext.requestId });
  });

  it.each([
    [29_000, 29_000],
    [60_000, 29_000],
    [50, 50],
  ])(
    'M5: answers a timeout after a timeout of %i ms, 29 s at most, and stays open',
    async (timeoutMs, expected) => {
      const clock = new ManualClock(Date.now());
      const slow = route('note', { integration: lambda('note', timeoutMs) });
      await using running = await runApi(websocketConfig([slow]), { clock });
      const { promise, resolve } = Promise.withResolvers<unknown>();
      running.lambda.on('note', () => promise);
      const client = await running.open();

      client.send({ action: 'note' });
      await running.lambda.event('note');
      clock.advance(expected - 1);
      expect(running.told.filter(({ kind }) => kind === 'message')).toEqual([]);
      clock.advance(1);

      expect(await client.next()).toMatch(errorFrame('Endpoint request timed out', client.id));
      resolve({ statusCode: 200 });
      expect(client.closed).toBeUndefined();
    },
  );

  it('M7: answers an error frame to what is over the limit of its route (our choice)', async () => {
    const limited = route('note', { throttle: { ratePerSecond: 1, burst: 2 } });
    const clock = new ManualClock(Date.now());
    await using running = await runApi(websocketConfig([limited, twoWay]), { clock });
    const client = await running.open();

    for (let count = 0; count < 3; count += 1) client.send({ action: 'note' });
    expect(await client.next()).toMatch(errorFrame('Too Many Requests', client.id));
    clock.advance(1_000);
    client.send({ action: 'note' });
    await running.lambda.event('note', 3);

    expect(running.lambda.events('note')).toHaveLength(3);
    expect(client.closed).toBeUndefined();
  });

  it('M7: shares the limit of the stage among the routes without their own (our choice)', async () => {
    const own = route('own', { throttle: { ratePerSecond: 1, burst: 5 } });
    const limited = websocketConfig([route('a'), route('b'), own], {
      throttle: { ratePerSecond: 1, burst: 3 },
    });
    await using running = await runApi(limited, { clock: new ManualClock(Date.now()) });
    const client = await running.open();

    for (const action of ['a', 'b', 'a', 'own', 'own']) client.send({ action });

    expect(await client.next()).toMatch(errorFrame('Too Many Requests', client.id));
    await running.lambda.event('own', 2);
    expect(running.lambda.invocations.map(({ functionArn }) => functionArn)).toEqual([
      'a',
      'b',
      'own',
      'own',
    ]);
  });

  it.each([
    { kind: 'refused', requestId: '', reason: 'no permission' } as const,
    { kind: 'throttled', requestId: '' } as const,
  ])('M8: answers an internal server error when the invocation is $kind', async (outcome) => {
    await using running = await runApi(config);
    running.lambda.on('note', () => new SpecialOutcome(outcome));
    const client = await running.open();

    client.send({ action: 'note' });

    expect(await client.next()).toMatch(errorFrame('Internal server error', client.id));
  });

  it('M9: waits for the function on every route, one-way too', async () => {
    await using running = await runApi(config);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    running.lambda.on('note', () => promise);
    const client = await running.open();

    client.send({ action: 'note' });
    await running.lambda.event('note');
    expect(running.told.filter(({ kind }) => kind === 'message')).toEqual([]);
    resolve({ statusCode: 200 });

    await until('its end', () => running.told.some(({ kind }) => kind === 'message'));
    expect(running.lambda.invocations[0]?.caller).toEqual({
      service: 'apigateway.amazonaws.com',
      sourceArn: 'arn:aws:execute-api:eu-central-1:123456789012:abcdef1234/prod/note',
    });
  });

  it('drops the reply to a client that left while its message was handled', async () => {
    await using running = await runApi(config);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    running.lambda.on('ask', () => promise);
    const client = await running.open();
    client.send({ action: 'ask' });
    await running.lambda.event('ask');

    client.socket.terminate();
    await until('its end', () => running.api.connections().length === 0);
    resolve({ statusCode: 200, body: 'too late' });

    await until('the outcome', () => running.told.some(({ kind }) => kind === 'message'));
    expect(client.frames).toEqual([]);
  });
});
