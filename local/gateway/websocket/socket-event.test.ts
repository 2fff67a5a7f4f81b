import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import type { WebSocketApiConfig } from '../config.ts';
import { type RunningApi, runApi } from '../testing/running-api.ts';
import { connect } from '../testing/socket-client.ts';
import { guarded, route, websocketConfig } from '../testing/websocket-config.ts';

const config = websocketConfig([route('$connect'), route('$disconnect'), route('$default')]);
const at = Date.UTC(2024, 1, 9, 18, 11, 43, 250);

/** The three events of a connection that opens, sends `hello` and closes, with a second between them. */
async function threeEvents(running: RunningApi, clock: ManualClock) {
  const client = await connect(`${running.api.url}?a=1&a=2&b=%20c`, {
    headers: { 'User-Agent': 'tests', 'X-Mine': ['one', 'two'] as unknown as string },
  });
  clock.advance(1_000);
  client.send('hello');
  const message = await running.lambda.event('$default');
  clock.advance(1_000);
  client.socket.close();
  const disconnected = await running.lambda.event('$disconnect');
  return { connected: await running.lambda.event('$connect'), message, disconnected };
}

async function eventsOf(api: WebSocketApiConfig = config) {
  const clock = new ManualClock(at);
  await using running = await runApi(api, { clock });
  running.lambda.on('authorizer', () => ({
    principalId: 'u',
    policyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  }));
  return await threeEvents(running, clock);
}

describe('events', () => {
  it('E1: has the headers of the client in their own letter case at $connect', async () => {
    const { connected } = await eventsOf();

    expect(connected.headers).toMatchObject({
      Host: expect.stringContaining('127.0.0.1:'),
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': expect.any(String),
      'Sec-WebSocket-Extensions': expect.any(String),
      'User-Agent': 'tests',
      'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      'X-Forwarded-For': '127.0.0.1',
      'X-Forwarded-Port': '443',
      'X-Forwarded-Proto': 'https',
      'X-Mine': 'two',
    });
    expect(connected.multiValueHeaders).toMatchObject({ 'X-Mine': ['one', 'two'], 'User-Agent': ['tests'] });
    expect(Object.keys(connected.headers ?? {})).not.toContain('Connection');
    expect(Object.keys(connected.headers ?? {})).not.toContain('Upgrade');
  });

  it('E1: has no headers with a message', async () => {
    const { message } = await eventsOf();

    expect(Object.keys(message)).toEqual(['requestContext', 'body', 'isBase64Encoded']);
  });

  it('E1: has four headers at $disconnect, most of them empty', async () => {
    const { disconnected } = await eventsOf();

    expect(disconnected.headers).toEqual({
      Host: config.domainName,
      'x-api-key': '',
      'X-Forwarded-For': '',
      'x-restapi': '',
    });
    expect(disconnected.multiValueHeaders?.['x-restapi']).toEqual(['']);
  });

  it('E2: has the query at $connect only', async () => {
    const { connected, message, disconnected } = await eventsOf();

    expect(connected.queryStringParameters).toEqual({ a: '2', b: ' c' });
    expect(connected.multiValueQueryStringParameters).toEqual({ a: ['1', '2'], b: [' c'] });
    expect(message).not.toHaveProperty('queryStringParameters');
    expect(disconnected).not.toHaveProperty('multiValueQueryStringParameters');
  });

  it.each(['', '?'])('E2: has no query at $connect when the URL ends in %j', async (end) => {
    await using running = await runApi(config);
    await running.open(end);

    const event = await running.lambda.event('$connect');

    expect(Object.keys(event)).toEqual(['headers', 'multiValueHeaders', 'requestContext', 'isBase64Encoded']);
  });

  it('E3: has the text of the frame as body of a message, and nowhere else', async () => {
    const { connected, message, disconnected } = await eventsOf();

    expect(message.body).toBe('hello');
    expect(connected).not.toHaveProperty('body');
    expect(disconnected).not.toHaveProperty('body');
  });

  it('E4: is never base64', async () => {
    const { connected, message, disconnected } = await eventsOf();

    for (const event of [connected, message, disconnected])
      expect(event).toHaveProperty('isBase64Encoded', false);
  });

  it('E5: names the route', async () => {
    const { connected, message, disconnected } = await eventsOf();

    const keys = [connected, message, disconnected].map(({ requestContext }) => requestContext.routeKey);
    expect(keys).toEqual(['$connect', '$default', '$disconnect']);
  });

  it('E6: names the type', async () => {
    const { connected, message, disconnected } = await eventsOf();

    const types = [connected, message, disconnected].map(({ requestContext }) => requestContext.eventType);
    expect(types).toEqual(['CONNECT', 'MESSAGE', 'DISCONNECT']);
  });

  it('E7: has a message id with a message only', async () => {
    const { connected, message, disconnected } = await eventsOf();

    expect(message.requestContext.messageId).toMatch(/^[\w-]{15}=$/);
    expect(connected.requestContext).not.toHaveProperty('messageId');
    expect(disconnected.requestContext).not.toHaveProperty('messageId');
  });

  it('E8: has a new request id with every event, twice', async () => {
    const { connected, message, disconnected } = await eventsOf();
    const contexts = [connected, message, disconnected].map(({ requestContext }) => requestContext);

    for (const { requestId, extendedRequestId } of contexts) expect(extendedRequestId).toBe(requestId);
    expect(new Set(contexts.map(({ requestId }) => requestId)).size).toBe(3);
  });

  it('E9: has the time in both ways', async () => {
    const { connected, message } = await eventsOf();

    expect(connected.requestContext).toMatchObject({
      requestTime: '09/Feb/2024:18:11:43 +0000',
      requestTimeEpoch: at,
    });
    expect(message.requestContext).toMatchObject({
      requestTime: '09/Feb/2024:18:11:44 +0000',
      requestTimeEpoch: at + 1_000,
    });
  });

  it('E10: has the direction IN', async () => {
    const { connected, message, disconnected } = await eventsOf();

    for (const { requestContext } of [connected, message, disconnected])
      expect(requestContext).toHaveProperty('messageDirection', 'IN');
  });

  it('E11: has the same time of connecting for as long as the connection lasts', async () => {
    const { connected, message, disconnected } = await eventsOf();

    for (const { requestContext } of [connected, message, disconnected])
      expect(requestContext.connectedAt).toBe(at);
  });

  it('E12: names stage, domain, API and connection', async () => {
    const { connected, message, disconnected } = await eventsOf();
    const { connectionId } = connected.requestContext;

    for (const { requestContext } of [connected, message, disconnected])
      expect(requestContext).toMatchObject({
        stage: 'prod',
        domainName: 'abcdef1234.execute-api.eu-central-1.amazonaws.com',
        apiId: 'abcdef1234',
        connectionId,
      });
  });

  it('E13: has the address of the client, and its user agent where it sent one', async () => {
    const { connected, message, disconnected } = await eventsOf();
    await using running = await runApi(config);
    await running.open();

    for (const { requestContext } of [connected, message, disconnected])
      expect(requestContext.identity).toEqual({ userAgent: 'tests', sourceIp: '127.0.0.1' });
    expect((await running.lambda.event('$connect')).requestContext.identity).toEqual({
      sourceIp: '127.0.0.1',
    });
  });

  it('E14: has an authorizer only where one ran', async () => {
    const open = await eventsOf();
    const closed = await eventsOf(
      websocketConfig([guarded(['route.request.querystring.a']), ...config.routes.slice(1)]),
    );

    for (const { requestContext } of Object.values(open))
      expect(requestContext).not.toHaveProperty('authorizer');
    for (const { requestContext } of Object.values(closed))
      expect(requestContext.authorizer).toEqual({ principalId: 'u' });
  });

  it('E15: says at $disconnect how the connection ended', async () => {
    const { message, disconnected } = await eventsOf();

    expect(disconnected.requestContext.disconnectStatusCode).toBe(1005);
    expect(disconnected.requestContext.disconnectReason).toEqual(expect.any(String));
    expect(message.requestContext).not.toHaveProperty('disconnectStatusCode');
  });

  it('E16: has stage variables only where the stage has some', async () => {
    const without = await eventsOf();
    const withSome = await eventsOf({ ...config, stageVariables: { table: 'x' } });

    for (const event of Object.values(without)) expect(event).not.toHaveProperty('stageVariables');
    for (const event of Object.values(withSome))
      expect(event).toHaveProperty('stageVariables', { table: 'x' });
  });

  it('E17: makes connection ids of fifteen characters of URL-safe base64 and an equals sign', async () => {
    await using running = await runApi(config);
    const ids = await Promise.all(Array.from({ length: 20 }, async () => (await running.open()).id));

    for (const { connectionId } of running.api.connections())
      expect(connectionId).toMatch(/^[A-Za-z0-9_-]{15}=$/);
    expect(new Set(running.api.connections().map(({ connectionId }) => connectionId)).size).toBe(ids.length);
  });

  it('E18: has no message id in CONNECT and DISCONNECT, whatever the published types say', async () => {
    const { connected, disconnected } = await eventsOf();

    expect('messageId' in connected.requestContext || 'messageId' in disconnected.requestContext).toBe(false);
  });
});
