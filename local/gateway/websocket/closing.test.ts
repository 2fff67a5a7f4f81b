import { DeleteConnectionCommand, PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import { FunctionError } from '../testing/fake-lambda.ts';
import { frame, readFrames } from '../testing/frame.ts';
import { openRaw } from '../testing/raw-client.ts';
import { runApi } from '../testing/running-api.ts';
import { until } from '../testing/until.ts';
import { guarded, route, websocketConfig } from '../testing/websocket-config.ts';

const config = websocketConfig([route('$default'), route('$disconnect')]);
const allowAll = {
  principalId: 'user-1',
  policyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
};

describe('how a connection ends', () => {
  it('B8: says 1005 when the client closes without a code', async () => {
    await using running = await runApi(config);
    const client = await running.open();

    client.socket.close();

    expect((await running.lambda.event('$disconnect')).requestContext).toMatchObject({
      disconnectStatusCode: 1005,
      disconnectReason: 'Client-side close frame status not set',
    });
  });

  it('B9: says 1001 without a reason when the page of the client is left', async () => {
    await using running = await runApi(config);
    const client = await openRaw(running.api.port);

    client.write(frame(8, Buffer.from([0x03, 0xe9])));

    expect((await running.lambda.event('$disconnect')).requestContext).toMatchObject({
      disconnectStatusCode: 1001,
      disconnectReason: '',
    });
    client.socket.destroy();
  });

  it('B9: says the code and the reason that the client gave', async () => {
    await using running = await runApi(config);
    const client = await running.open();

    client.socket.close(4000, 'enough');

    expect((await running.lambda.event('$disconnect')).requestContext).toMatchObject({
      disconnectStatusCode: 4000,
      disconnectReason: 'enough',
    });
    expect(running.told).toContainEqual(expect.objectContaining({ kind: 'connection closed', code: 4000 }));
  });

  it('B10: closes with 1000 after DELETE, and $disconnect runs with the authorizer', async () => {
    await using running = await runApi(websocketConfig([guarded(), route('$disconnect')]));
    running.lambda.on('authorizer', () => allowAll);
    const client = await running.open('?token=1');

    await running.management.send(new DeleteConnectionCommand({ ConnectionId: client.id }));

    expect(await client.closing()).toEqual({ code: 1000, reason: 'Connection Closed Normally' });
    expect((await running.lambda.event('$disconnect')).requestContext).toMatchObject({
      disconnectStatusCode: 1000,
      disconnectReason: 'Connection Closed Normally',
      authorizer: { principalId: 'user-1' },
    });
  });

  it('B11: says 1006 when the connection is lost (our choice)', async () => {
    await using running = await runApi(config);
    const client = await openRaw(running.api.port);

    client.socket.resetAndDestroy();

    expect((await running.lambda.event('$disconnect')).requestContext).toMatchObject({
      disconnectStatusCode: 1006,
      disconnectReason: '',
    });
  });

  it('B11: keeps a connection whose client went silent until it is idle, and takes posts to it (our choice)', async () => {
    const clock = new ManualClock(Date.now());
    await using running = await runApi(config, { clock });
    const client = await running.open();
    client.socket.pause();

    const post = new PostToConnectionCommand({ ConnectionId: client.id, Data: 'hello' });
    expect((await running.management.send(post)).$metadata.httpStatusCode).toBe(200);
    clock.advance(10 * 60_000);
    expect(running.api.connections()).toEqual([]);
    await expect(running.management.send(post)).rejects.toMatchObject({ name: 'GoneException' });

    client.socket.terminate();
  });

  it('B12: never closes with 1008: a refusal is a status of the handshake', async () => {
    await using running = await runApi(websocketConfig([guarded()]));
    const client = await openRaw(running.api.port);

    expect((await client.answered()).status).toBe(401);
    await until('the end', () => client.ended);
    expect(readFrames(client.body).some(({ opcode }) => opcode === 8)).toBe(false);
  });

  it('B13: runs $disconnect after the close, and its result changes nothing', async () => {
    await using running = await runApi(config);
    let atDisconnect = -1;
    running.lambda.on('$disconnect', () => {
      atDisconnect = running.api.connections().length;
      throw new FunctionError('oh');
    });
    const client = await running.open();

    client.socket.close();
    await client.closing();
    await running.lambda.event('$disconnect');

    expect(atDisconnect).toBe(0);
    expect(running.lambda.invocations).toHaveLength(1);
    const again = await running.open();
    expect(again.closed).toBeUndefined();
  });

  it('B13: needs no $disconnect', async () => {
    await using running = await runApi(websocketConfig([route('$default')]));
    const client = await running.open();

    client.socket.close();
    await until('the end', () => running.told.some(({ kind }) => kind === 'connection closed'));

    expect(running.lambda.invocations).toEqual([]);
  });

  it('B14: runs $disconnect while a message is still handled (our choice)', async () => {
    await using running = await runApi(config);
    const { promise, resolve } = Promise.withResolvers<unknown>();
    running.lambda.on('$default', () => promise);
    const client = await running.open();
    client.send('slow');
    await running.lambda.event('$default');

    client.socket.close();
    await running.lambda.event('$disconnect');

    expect(running.told.some(({ kind }) => kind === 'message')).toBe(false);
    resolve({ statusCode: 200 });
    await until('its end', () => running.told.some(({ kind }) => kind === 'message'));
  });

  it('closes every connection with 1001 when the API closes, waits for $disconnect, and leaves no timer', async () => {
    const clock = new ManualClock(Date.now());
    const running = await runApi(config, { clock });
    const clients = await Promise.all(Array.from({ length: 5 }, () => running.open()));

    await running[Symbol.asyncDispose]();

    for (const client of clients) expect((await client.closing()).code).toBe(1001);
    expect(running.lambda.events('$disconnect')).toHaveLength(5);
    expect(clock.waiting).toBe(0);
    await expect(running.open()).rejects.toThrow('ECONNREFUSED');
  });

  it('closes the API even when a client does not answer the close', async () => {
    const running = await runApi(config);
    const client = await openRaw(running.api.port);
    client.socket.pause();

    await running[Symbol.asyncDispose]();

    expect((await running.lambda.event('$disconnect')).requestContext.disconnectStatusCode).toBe(1001);
    client.socket.destroy();
  });
});
