import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import { readFrames } from '../testing/frame.ts';
import { openRaw } from '../testing/raw-client.ts';
import { runApi, testKey } from '../testing/running-api.ts';
import { signedHeaders } from '../testing/sign-request.ts';
import { connect } from '../testing/socket-client.ts';
import { until } from '../testing/until.ts';
import { route, websocketConfig } from '../testing/websocket-config.ts';

const config = websocketConfig([route('$default'), route('$disconnect')]);
const unknownId = 'AAAAAAAAAAAAAAA=';

/** A signed call byte by byte, as some other client would make it. */
async function call(method: string, url: string, body?: string): Promise<Response> {
  const headers = await signedHeaders(method, url, body === undefined ? {} : { body });
  return fetch(url, { method, headers, ...(body !== undefined && { body }) });
}

describe('management API', () => {
  it.each([
    ['@connections', (id: string) => id],
    ['%40connections', (id: string) => id],
    ['@connections', encodeURIComponent],
    ['%40connections', encodeURIComponent],
  ])('K1: takes the path %s with the id as it is and escaped', async (segment, escape) => {
    await using running = await runApi(config);
    const client = await running.open();
    const url = `${running.api.managementUrl}/${segment}/${escape(client.id)}`;

    expect((await call('POST', url, 'hello')).status).toBe(200);
    expect((await call('GET', url)).status).toBe(200);
    expect((await call('DELETE', url)).status).toBe(204);

    expect(await client.next()).toBe('hello');
  });

  it('K3: answers 200 to POST, without a body, 200 to GET and 204 to DELETE', async () => {
    await using running = await runApi(config);
    const { id } = await running.open();
    const url = `${running.api.managementUrl}/@connections/${id}`;

    const posted = await call('POST', url, 'hello');
    expect([posted.status, await posted.text()]).toEqual([200, '']);
    const sdk = running.management;
    const statuses = [
      (await sdk.send(new PostToConnectionCommand({ ConnectionId: id, Data: 'hello' }))).$metadata
        .httpStatusCode,
      (await sdk.send(new GetConnectionCommand({ ConnectionId: id }))).$metadata.httpStatusCode,
      (await sdk.send(new DeleteConnectionCommand({ ConnectionId: id }))).$metadata.httpStatusCode,
    ];
    expect(statuses).toEqual([200, 200, 204]);
  });

  it('K4: describes a connection so that the SDK reads it', async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    await using running = await runApi(config, { clock });
    const client = await connect(running.api.url, { headers: { 'User-Agent': 'tests' } });
    const id = running.api.connections()[0]?.connectionId ?? '';
    clock.advance(1_500);
    client.send('hello');
    await running.lambda.event('$default');

    const raw = await (await call('GET', `${running.api.managementUrl}/@connections/${id}`)).json();
    const read = await running.management.send(new GetConnectionCommand({ ConnectionId: id }));

    expect(raw).toEqual({
      connectedAt: '2026-01-01T00:00:00.000Z',
      identity: { sourceIp: '127.0.0.1', userAgent: 'tests' },
      lastActiveAt: '2026-01-01T00:00:01.500Z',
    });
    expect(read).toMatchObject({
      ConnectedAt: new Date(Date.UTC(2026, 0, 1)),
      Identity: { SourceIp: '127.0.0.1', UserAgent: 'tests' },
      LastActiveAt: new Date(Date.UTC(2026, 0, 1) + 1_500),
    });
  });

  it('K5: tells errors by a header, and has no body with 410', async () => {
    await using running = await runApi(config);

    const response = await call('POST', `${running.api.managementUrl}/@connections/${unknownId}`, 'hello');

    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([410, 'GoneException']);
    expect(await response.text()).toBe('');
    const post = running.management.send(
      new PostToConnectionCommand({ ConnectionId: unknownId, Data: 'hello' }),
    );
    await expect(post).rejects.toMatchObject({ name: 'GoneException', $metadata: { httpStatusCode: 410 } });
  });

  it('K5: answers LimitExceededException when the client does not read what was posted to it', async () => {
    await using running = await runApi(config);
    const client = await running.open();
    client.socket.pause();
    const post = new PostToConnectionCommand({ ConnectionId: client.id, Data: 'x'.repeat(120_000) });

    const flood = async (): Promise<void> => {
      for (let count = 0; count < 500; count += 1) await running.management.send(post);
    };

    await expect(flood()).rejects.toMatchObject({
      name: 'LimitExceededException',
      $metadata: { httpStatusCode: 429 },
    });
    client.socket.terminate();
  });

  it.each(['abc', 'has/slash=======', 'AAAAAAAAAAAAAAAA', '%20', 'AAAAAAAAAAAAAAA%3D%3D'])(
    'K6: answers 400 to the malformed id %j',
    async (id) => {
      await using running = await runApi(config);

      const response = await call('POST', `${running.api.managementUrl}/@connections/${id}`, 'hello');

      expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([
        400,
        'BadRequestException',
      ]);
      expect(await response.json()).toEqual({ message: 'Invalid connectionId' });
    },
  );

  it('K7: answers 410 once the client has gone, to each of the three', async () => {
    await using running = await runApi(config);
    const client = await running.open();
    client.socket.close();
    await running.lambda.event('$disconnect');

    const input = { ConnectionId: client.id, Data: 'x' };
    for (const command of [PostToConnectionCommand, GetConnectionCommand, DeleteConnectionCommand])
      await expect(running.management.send(new command(input) as never)).rejects.toMatchObject({
        name: 'GoneException',
      });
  });

  it('K7: answers 410 to the id of a connection of another API', async () => {
    await using one = await runApi(config);
    await using other = await runApi(config);
    const client = await one.open();

    const post = other.management.send(new PostToConnectionCommand({ ConnectionId: client.id, Data: 'x' }));

    await expect(post).rejects.toMatchObject({ name: 'GoneException' });
  });

  it('K8: sends a post of up to 128 KB in frames of up to 32 KB', async () => {
    await using running = await runApi(config);
    const client = await openRaw(running.api.port);
    const id = running.api.connections()[0]?.connectionId ?? '';
    const text = `${'ä'.repeat(64 * 1024 - 1)}yz`;

    await running.management.send(new PostToConnectionCommand({ ConnectionId: id, Data: text }));
    await until('the last frame', () => readFrames(client.body).at(-1)?.fin === true);

    const frames = readFrames(client.body);
    expect(frames.map(({ opcode }) => opcode)).toEqual([1, 0, 0, 0]);
    expect(frames.map(({ payload }) => payload.length)).toEqual([32_768, 32_768, 32_768, 32_768]);
    expect(Buffer.concat(frames.map(({ payload }) => payload)).toString()).toBe(text);
    client.socket.destroy();
  });

  it('K8: answers 413 to a longer post, and keeps the connection (our choice)', async () => {
    await using running = await runApi(config);
    const client = await running.open();

    const post = new PostToConnectionCommand({ ConnectionId: client.id, Data: 'x'.repeat(128 * 1024 + 1) });

    await expect(running.management.send(post)).rejects.toMatchObject({
      name: 'PayloadTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
    await running.management.send(
      new PostToConnectionCommand({ ConnectionId: client.id, Data: 'still here' }),
    );
    expect(await client.next()).toBe('still here');
  });

  it('B3: sends every post as a text frame, and bytes that are no UTF-8 as U+FFFD (our choice)', async () => {
    await using running = await runApi(config);
    const client = await running.open();
    const kinds: boolean[] = [];
    client.socket.on('message', (_data, isBinary) => kinds.push(isBinary));

    for (const data of [Buffer.from('grüße'), Buffer.from([0x61, 0xff, 0x62])])
      await running.management.send(new PostToConnectionCommand({ ConnectionId: client.id, Data: data }));

    expect([await client.next(), await client.next()]).toEqual(['grüße', 'a\ufffdb']);
    expect(kinds).toEqual([false, false]);
  });

  it('K9: answers 403 Forbidden when the stage is missing in the endpoint', async () => {
    await using running = await runApi(config);
    const { id } = await running.open();
    const endpoint = `http://127.0.0.1:${running.api.port}`;

    const response = await call('POST', `${endpoint}/@connections/${id}`, 'hello');

    expect([response.status, await response.json()]).toEqual([403, { message: 'Forbidden' }]);
    const sdk = new ApiGatewayManagementApiClient({ endpoint, region: config.region, credentials: testKey });
    const post = sdk.send(new PostToConnectionCommand({ ConnectionId: id, Data: 'hello' }));
    await expect(post).rejects.toMatchObject({ name: 'ForbiddenException' });
    sdk.destroy();
  });

  it('K9: has the base path of the mapping in place of the stage on a custom domain', async () => {
    await using running = await runApi({ ...config, basePath: 'chat' });
    const client = await running.open();

    await running.management.send(new PostToConnectionCommand({ ConnectionId: client.id, Data: 'hello' }));

    expect(running.api.managementUrl).toMatch(/\/chat$/);
    expect(await client.next()).toBe('hello');
  });

  it('tells each call', async () => {
    await using running = await runApi(config);
    const { id } = await running.open();

    await running.management.send(new PostToConnectionCommand({ ConnectionId: id, Data: 'hello' }));

    expect(running.told).toContainEqual(
      expect.objectContaining({
        kind: 'management',
        method: 'POST',
        connectionId: id,
        status: 200,
        bytes: 5,
      }),
    );
  });
});
