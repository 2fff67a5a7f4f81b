import { once } from 'node:events';
import {
  ApiGatewayManagementApiClient,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import { RawClient } from '../testing/raw-client.ts';
import { runApi, testKey } from '../testing/running-api.ts';
import { signedHeaders } from '../testing/sign-request.ts';
import { until } from '../testing/until.ts';
import { route, websocketConfig } from '../testing/websocket-config.ts';
import { createAccountThrottle } from '../throttle/account-throttle.ts';

const config = websocketConfig([route('$default')]);
const post = (ConnectionId: string, Data = 'hello') => new PostToConnectionCommand({ ConnectionId, Data });

afterEach(() => vi.unstubAllEnvs());

describe('management API, where it meets its callers', () => {
  it('K10: has an endpoint of its own, which events do not name', async () => {
    await using running = await runApi(config);
    const client = await running.open();
    client.send('hello');

    const { requestContext } = await running.lambda.event('$default');

    expect(requestContext).toHaveProperty('domainName', config.domainName);
    expect(running.api.managementUrl).toBe(`http://127.0.0.1:${running.api.port}/prod`);
    expect(running.api.managementUrl).not.toContain(config.domainName);
  });

  it('K11: is one and the same API for whoever reaches it: a refusal is a matter of the signature, not of the network', async () => {
    await using running = await runApi(config);
    const { id } = await running.open();
    const url = `${running.api.managementUrl}/@connections/${id}`;
    const headers = await signedHeaders('GET', url);

    const forwarded = await fetch(url, {
      headers: { ...headers, 'x-amzn-vpce-id': 'vpce-1', 'x-forwarded-for': '10.0.0.1' },
    });

    expect(forwarded.status).toBe(200);
  });

  it('K12: answers every post at once, so that one that hangs never came', async () => {
    await using running = await runApi(config);
    const client = await running.open();
    client.socket.pause();
    const sdk = new ApiGatewayManagementApiClient({
      endpoint: running.api.managementUrl,
      region: config.region,
      credentials: testKey,
      requestHandler: { requestTimeout: 2_000, throwOnRequestTimeout: true },
    });

    const answers = await Promise.all(Array.from({ length: 20 }, () => sdk.send(post(client.id))));

    expect(answers.map(({ $metadata }) => $metadata.httpStatusCode)).toEqual(Array(20).fill(200));
    sdk.destroy();
    client.socket.terminate();
  });

  it('K13: serves an SDK that finds its endpoint in the environment', async () => {
    await using running = await runApi(config);
    const client = await running.open();
    vi.stubEnv('AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI', running.api.managementUrl);
    const sdk = new ApiGatewayManagementApiClient({ region: config.region, credentials: testKey });

    await sdk.send(post(client.id, 'from the environment'));

    expect(await client.next()).toBe('from the environment');
    sdk.destroy();
  });

  it('K14: counts posts in the throttle of the account, together with messages', async () => {
    const clock = new ManualClock(Date.now());
    const account = createAccountThrottle(clock.now(), {
      requestsPerSecond: 1,
      burst: 4,
      connectionsPerSecond: 500,
    });
    await using running = await runApi(config, { clock, account });
    const client = await running.open();
    client.send('counts');
    await running.lambda.event('$default');

    await running.management.send(post(client.id));
    await running.management.send(post(client.id));
    await expect(running.management.send(post(client.id))).rejects.toMatchObject({
      name: 'LimitExceededException',
      $metadata: { httpStatusCode: 429 },
    });
    client.send('over it');
    await until('the frame', () => client.frames.length === 3);

    expect(client.frames[2]).toContain('Too Many Requests');
    clock.advance(1_000);
    await running.management.send(post(client.id));
  });

  it('K14: shares the throttle of the account among APIs', async () => {
    const clock = new ManualClock(Date.now());
    const account = createAccountThrottle(clock.now(), {
      requestsPerSecond: 1,
      burst: 3,
      connectionsPerSecond: 500,
    });
    await using one = await runApi(config, { clock, account });
    await using other = await runApi(config, { clock, account });
    const client = await one.open();
    await other.open();

    await one.management.send(post(client.id));

    await expect(one.management.send(post(client.id))).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
  });

  it('K15: takes two hundred posts at once from one client of the SDK, over its fifty sockets', async () => {
    await using running = await runApi(config);
    const client = await running.open();

    await Promise.all(
      Array.from({ length: 200 }, (_, index) => running.management.send(post(client.id, `p${index}`))),
    );
    await until('all posts', () => client.frames.length === 200);

    expect(new Set(client.frames).size).toBe(200);
  });

  it('K16: sends nothing of a post whose caller stopped halfway', async () => {
    await using running = await runApi(config);
    const client = await running.open();
    const url = `${running.api.managementUrl}/@connections/${client.id}`;
    const headers = await signedHeaders('POST', url, { body: 'never whole' });
    const lines = Object.entries({ ...headers, 'content-length': '11' }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    const caller = new RawClient(running.api.port);
    await once(caller.socket, 'connect');

    caller.write(`POST /prod/@connections/${client.id} HTTP/1.1\r\n${lines.join('')}\r\nnever`);
    await until('the bytes to leave', () => caller.socket.writableLength === 0);
    caller.socket.resetAndDestroy();
    await running.management.send(post(client.id, 'whole'));

    expect(await client.next()).toBe('whole');
    expect(running.api.connections()).toHaveLength(1);
  });

  it('K17: answers 200 before the client has received anything', async () => {
    await using running = await runApi(config);
    const client = await running.open();
    client.socket.pause();

    const { $metadata } = await running.management.send(post(client.id));

    expect($metadata.httpStatusCode).toBe(200);
    expect(client.frames).toEqual([]);
    client.socket.resume();
    expect(await client.next()).toBe('hello');
  });
});
