import { describe, expect, it } from 'vitest';
import { runApi } from '../testing/running-api.ts';
import { until } from '../testing/until.ts';
import { route, websocketConfig } from '../testing/websocket-config.ts';
import { startWebSocketApi } from './start-websocket-api.ts';

const start = (keys: readonly string[]) =>
  startWebSocketApi(websocketConfig(keys.map((key) => route(key))), {
    port: 0,
    credentials: new Map(),
    invoke: async () => ({ kind: 'returned', requestId: '', payload: '{}' }),
  });

describe('messages without a route', () => {
  it('R8: answers Forbidden to an unmatched route and keeps the connection open', async () => {
    await using running = await runApi(websocketConfig([route('join')]));
    const client = await running.open();

    client.send({ action: 'leave' });
    const frame = await client.next();

    const [, requestId = ''] = /"requestId":"([^"]*)"/.exec(frame) ?? [];
    expect(frame).toBe(`{"message": "Forbidden", "connectionId":"${client.id}", "requestId":"${requestId}"}`);
    expect(requestId).toMatch(/^[\w-]{15}=$/);
    client.send({ action: 'join' });
    await running.lambda.event('join');
    expect(client.closed).toBeUndefined();
    expect(running.told).toContainEqual(expect.objectContaining({ kind: 'message', outcome: 'forbidden' }));
  });

  it('R8: answers with a text frame', async () => {
    await using running = await runApi(websocketConfig([route('join')]));
    const client = await running.open();
    const kinds: boolean[] = [];
    client.socket.on('message', (_data, isBinary) => kinds.push(isBinary));

    client.send('not JSON');
    await until('the answer', () => kinds.length === 1);

    expect(kinds).toEqual([false]);
  });

  it('R9: names $default in the event, not the key that matched nothing', async () => {
    await using running = await runApi(websocketConfig([route('$default')]));
    const client = await running.open();

    client.send({ action: 'unheard of' });
    const event = await running.lambda.event('$default');

    expect(event.requestContext.routeKey).toBe('$default');
    expect(event.body).toBe('{"action":"unheard of"}');
  });

  it('R10: does not start with a custom key that begins with $', async () => {
    await expect(start(['$mine'])).rejects.toThrow('the route key $mine starts with $');
  });

  it.each(['$connect', '$disconnect'])(
    'R11: never runs %s for a message, and $default gets it with its true event type (our choice)',
    async (action) => {
      await using running = await runApi(
        websocketConfig(['$connect', '$disconnect', '$default'].map((key) => route(key))),
      );
      const client = await running.open();

      client.send({ action });
      const event = await running.lambda.event('$default');

      expect(event.requestContext).toMatchObject({ routeKey: '$default', eventType: 'MESSAGE' });
      expect(running.lambda.events('$connect')).toHaveLength(1);
      expect(running.lambda.events('$disconnect')).toHaveLength(0);
    },
  );

  it('B15: does not start with more than 300 routes', async () => {
    const keys = Array.from({ length: 301 }, (_, index) => `route${index}`);

    await expect(start(keys)).rejects.toThrow('301 routes');
    const api = await start(keys.slice(1));
    await api.close();
  });
});
