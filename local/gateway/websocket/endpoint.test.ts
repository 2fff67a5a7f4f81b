import { PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import { handshakeHead, RawClient } from '../testing/raw-client.ts';
import { runApi } from '../testing/running-api.ts';
import { connect, refusal } from '../testing/socket-client.ts';
import { route, websocketConfig } from '../testing/websocket-config.ts';
import { createAccountThrottle } from '../throttle/account-throttle.ts';
import { startWebSocketApi } from './start-websocket-api.ts';

const config = websocketConfig([route('$connect'), route('$default')]);

async function rawStatus(port: number, head: string): Promise<number> {
  const client = new RawClient(port);
  client.write(head);
  const { status } = await client.answered();
  client.socket.destroy();
  return status;
}

describe('endpoint', () => {
  it.each(['', '/', '?token=1'])('C9: answers 426 to a plain GET of the stage%s', async (end) => {
    await using running = await runApi(config);

    const response = await fetch(`${running.api.managementUrl}${end}`);

    expect(response.status).toBe(426);
    expect(running.lambda.invocations).toEqual([]);
  });

  it('C9: answers 426 to an upgrade to something else', async () => {
    await using running = await runApi(config);

    expect(await rawStatus(running.api.port, handshakeHead('/prod', { Upgrade: 'h2c' }))).toBe(426);
  });

  it.each(['/prod', '/prod/', '/%70rod', '/prod?a=1'])('C10: has the stage in the path: %s', async (path) => {
    await using running = await runApi(config);

    const client = await connect(`ws://127.0.0.1:${running.api.port}${path}`);

    expect(client.socket.readyState).toBe(client.socket.OPEN);
  });

  it.each(['/', '/other', '/prod/more', '/PROD', '//prod'])('C10: refuses %s with 403', async (path) => {
    await using running = await runApi(config);

    expect((await refusal(`ws://127.0.0.1:${running.api.port}${path}`)).status).toBe(403);
    expect(running.lambda.invocations).toEqual([]);
  });

  it('C10: takes URLs of 4096 characters and no more', async () => {
    await using running = await runApi(config);
    const base = `/prod?q=`;
    const rest = 4096 - `wss://${config.domainName}${base}`.length;

    expect(await rawStatus(running.api.port, handshakeHead(`${base}${'x'.repeat(rest)}`))).toBe(101);
    expect(await rawStatus(running.api.port, handshakeHead(`${base}${'x'.repeat(rest + 1)}`))).toBe(414);
  });

  it.each([
    ['chat', '/chat'],
    ['', '/'],
  ])('C10: has the mapping %j in place of the stage on a custom domain', async (basePath, path) => {
    await using running = await runApi({ ...config, basePath, domainName: 'ws.example.com' });

    const client = await connect(`ws://127.0.0.1:${running.api.port}${path}`);
    const { requestContext } = await running.lambda.event('$connect');

    expect(requestContext).toMatchObject({ stage: 'prod', domainName: 'ws.example.com' });
    expect((await refusal(`ws://127.0.0.1:${running.api.port}/prod`)).status).toBe(403);
    client.socket.terminate();
  });

  it('C11: has no connection for posts while $connect runs', async () => {
    await using running = await runApi(config);
    const statuses: unknown[] = [];
    running.lambda.on('$connect', async ({ requestContext }) => {
      const post = new PostToConnectionCommand({ ConnectionId: requestContext.connectionId, Data: 'hello' });
      statuses.push(await running.management.send(post).catch((error: unknown) => error));
      return { statusCode: 200 };
    });

    await running.open();

    expect(statuses).toEqual([expect.objectContaining({ name: 'GoneException' })]);
  });

  it('C12: does not negotiate compression, and shows that the client offered it (our choice)', async () => {
    await using running = await runApi(config);

    const client = await connect(running.api.url, { perMessageDeflate: true });

    expect(client.socket.extensions).toBe('');
    const { headers } = await running.lambda.event('$connect');
    expect(headers?.['Sec-WebSocket-Extensions']).toContain('permessage-deflate');
  });

  it('C13: refuses with 429 what is over the quota of new connections a second (our choice)', async () => {
    const clock = new ManualClock(Date.now());
    const quotas = { requestsPerSecond: 10_000, burst: 5_000, connectionsPerSecond: 2 };
    await using running = await runApi(config, {
      clock,
      account: createAccountThrottle(clock.now(), quotas),
    });
    await running.open();
    await running.open();

    expect((await refusal(running.api.url)).status).toBe(429);
    clock.advance(500);
    await running.open();

    expect(running.lambda.events('$connect')).toHaveLength(3);
  });

  it('C13: refuses with 429 what is over the limit of the route $connect (our choice)', async () => {
    const routes = [route('$connect', { throttle: { ratePerSecond: 1, burst: 1 } })];
    await using running = await runApi(websocketConfig(routes), { clock: new ManualClock(Date.now()) });
    await running.open();

    expect((await refusal(running.api.url)).status).toBe(429);
  });

  it.each([
    ['a malformed escape', handshakeHead('/prod%zz'), 400],
    ['another method', handshakeHead('/prod', {}, 'POST'), 400],
    ['no key', handshakeHead('/prod', { 'Sec-WebSocket-Key': '' }), 400],
    ['a short key', handshakeHead('/prod', { 'Sec-WebSocket-Key': 'abc' }), 400],
    ['another version', handshakeHead('/prod', { 'Sec-WebSocket-Version': '8' }), 400],
    ['bytes that are no HTTP', Buffer.from([0, 255, 13, 10, 13, 10]).toString('latin1'), 400],
    ['headers without end', handshakeHead('/prod', { 'X-Long': 'x'.repeat(20_000) }), 431],
    ['an absolute URL', handshakeHead('http://localhost/prod'), 403],
    ['a star', handshakeHead('*'), 403],
  ])('answers a status to %s', async (_what, head, status) => {
    await using running = await runApi(config);

    expect(await rawStatus(running.api.port, head)).toBe(status);
    expect(running.lambda.invocations).toEqual([]);
  });

  it('rejects with the error of the system when the port is taken', async () => {
    await using running = await runApi(config);
    const options = { port: running.api.port, credentials: new Map(), invoke: running.lambda.invoke };

    await expect(startWebSocketApi(config, options)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
