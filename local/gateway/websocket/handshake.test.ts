import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import { FunctionError, SpecialOutcome } from '../testing/fake-lambda.ts';
import { handshakeHead, RawClient } from '../testing/raw-client.ts';
import { runApi } from '../testing/running-api.ts';
import { connect, refusal } from '../testing/socket-client.ts';
import { until } from '../testing/until.ts';
import { lambda, route, websocketConfig } from '../testing/websocket-config.ts';

const withConnect = websocketConfig([route('$connect'), route('$disconnect'), route('$default')]);

describe('handshake', () => {
  it('C1: opens a connection where there is no $connect', async () => {
    await using running = await runApi(websocketConfig([route('$default')]));

    const client = await running.open();

    expect(client.socket.readyState).toBe(client.socket.OPEN);
    expect(running.api.connections()).toHaveLength(1);
  });

  it('C1: opens a connection where $connect has no integration', async () => {
    const { integration: _none, ...bare } = route('$connect');
    await using running = await runApi(websocketConfig([bare]));

    const client = await running.open();

    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it('C2: keeps the handshake pending until $connect has answered', async () => {
    await using running = await runApi(withConnect);
    const { promise: answer, resolve } = Promise.withResolvers<unknown>();
    running.lambda.on('$connect', () => answer);
    let opened = false;

    const opening = connect(running.api.url).then((client) => {
      opened = true;
      return client;
    });
    await running.lambda.event('$connect');
    expect(opened).toBe(false);
    expect(running.api.connections()).toHaveLength(0);
    resolve({ statusCode: 200 });

    const client = await opening;
    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it('C2: handles what a client sent with its handshake once the connection is open', async () => {
    await using running = await runApi(withConnect);
    const client = await connect(running.api.url);
    client.send('first');

    expect((await running.lambda.event('$default')).body).toBe('first');
    expect(running.lambda.invocations.map(({ functionArn }) => functionArn)).toEqual([
      '$connect',
      '$default',
    ]);
  });

  it.each([200, 201, 204, '200'])('C3: opens the connection when $connect returns %j', async (statusCode) => {
    await using running = await runApi(withConnect);
    running.lambda.on('$connect', () => ({ statusCode }));

    const client = await running.open();

    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it.each([301, 400, 401, 403, 418, 501])(
    'C4: refuses with the status %i that $connect returns',
    async (statusCode) => {
      await using running = await runApi(withConnect);
      running.lambda.on('$connect', () => ({ statusCode, body: 'nobody reads this' }));

      expect((await refusal(running.api.url)).status).toBe(statusCode);
      expect(running.api.connections()).toHaveLength(0);
      expect(running.told).toContainEqual(
        expect.objectContaining({ kind: 'connection refused', status: statusCode }),
      );
    },
  );

  it('C5: refuses with 502 when $connect throws', async () => {
    await using running = await runApi(withConnect);
    running.lambda.on('$connect', () => {
      throw new FunctionError('oh');
    });

    expect((await refusal(running.api.url)).status).toBe(502);
  });

  it.each([undefined, {}, { statusCode: 'fine' }, { statusCode: 99 }, { statusCode: 200.5 }, 'text', [200]])(
    'C5: refuses with 502 when $connect returns %j',
    async (returned) => {
      await using running = await runApi(withConnect);
      running.lambda.on('$connect', () => returned);

      expect((await refusal(running.api.url)).status).toBe(502);
    },
  );

  it('C6: refuses with 504 when $connect takes longer than its timeout (our choice)', async () => {
    const clock = new ManualClock(Date.now());
    const routes = [route('$connect', { integration: lambda('$connect', 29_000) })];
    await using running = await runApi(websocketConfig(routes), { clock });
    running.lambda.on('$connect', () => new Promise(() => undefined));

    const refused = refusal(running.api.url);
    await running.lambda.event('$connect');
    clock.advance(29_000);

    expect((await refused).status).toBe(504);
  });

  it.each([401, 403, 502])(
    'C7: gives a refusal of %i a body that says no more than the status (our choice)',
    async (statusCode) => {
      await using running = await runApi(withConnect);
      running.lambda.on('$connect', () => ({ statusCode, body: 'a secret' }));

      const { status, body } = await refusal(running.api.url);

      expect(status).toBe(statusCode);
      expect(Object.keys(JSON.parse(body))).toEqual(['message', 'connectionId', 'requestId']);
      expect(body).not.toContain('a secret');
    },
  );

  it('C8: answers with the subprotocol that $connect chose', async () => {
    await using running = await runApi(withConnect);
    running.lambda.on('$connect', () => ({ statusCode: 200, headers: { 'sec-websocket-PROTOCOL': 'two' } }));

    const client = await connect(running.api.url, { subprotocols: ['one', 'two'] });

    expect(client.socket.protocol).toBe('two');
    const { headers } = await running.lambda.event('$connect');
    expect(headers?.['Sec-WebSocket-Protocol']).toBe('one,two');
  });

  it('C8: negotiates no subprotocol by itself, and so a client that asks for one does not connect', async () => {
    await using running = await runApi(withConnect);

    await expect(connect(running.api.url, { subprotocols: ['one'] })).rejects.toThrow('no subprotocol');
  });

  it('M8: refuses with 502 when the function may not be invoked', async () => {
    await using running = await runApi(withConnect);
    running.lambda.on(
      '$connect',
      () => new SpecialOutcome({ kind: 'refused', requestId: '', reason: 'no permission' }),
    );

    expect((await refusal(running.api.url)).status).toBe(502);
  });

  it('runs $disconnect for a client that left while $connect ran, which then said yes', async () => {
    await using running = await runApi(withConnect);
    const { promise: answer, resolve } = Promise.withResolvers<unknown>();
    running.lambda.on('$connect', () => answer);
    const client = new RawClient(running.api.port);
    client.write(handshakeHead('/prod'));
    await running.lambda.event('$connect');

    client.socket.resetAndDestroy();
    await until('the end', () => client.ended);
    resolve({ statusCode: 200 });

    const event = await running.lambda.event('$disconnect');
    expect(event.requestContext).toMatchObject({ disconnectStatusCode: 1006, disconnectReason: '' });
    expect(running.api.connections()).toHaveLength(0);
  });
});
