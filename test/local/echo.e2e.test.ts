import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type EchoApp, eventually, linesOf, startEcho } from './echo-app.ts';

let app: EchoApp;

beforeAll(async () => {
  app = await startEcho();
});
afterAll(() => app?.stop());

describe('an app that is not chat', () => {
  it('names what it cannot run, and nothing else', () => {
    expect(app.notRun).toEqual(['AWS::SQS::Queue: Jobs/Resource']);
  });

  it('runs its trigger before anything takes traffic', async () => {
    const line = await eventually(() => linesOf(app, 'recorder')[0]);

    expect(line).toContain('"event":{}');
  });

  it('answers on a two-way route, with the context of the authorizer as text', async () => {
    const client = await connect(app.endpoints.websocket, 'ann');

    const reply = await client.ask({ service: 'echo', action: 'twoWay' });

    expect(reply).toEqual({ youSent: { service: 'echo', action: 'twoWay' }, by: 'ann', level: '7' });
    client.socket.close();
  });

  it('posts with the unmodified SDK from a one-way route', async () => {
    const client = await connect(app.endpoints.websocket, 'ann');

    const reply = await client.ask({ service: 'echo', action: 'oneWay' });

    expect(reply).toMatchObject({ by: 'ann' });
    client.socket.close();
  });

  it('answers a mock route from its template, and an unknown one with Forbidden', async () => {
    const client = await connect(app.endpoints.websocket, 'ann');

    const pong = await client.ask({ service: 'status', action: 'ping' });
    const refusal = await client.ask({ service: 'nothing', action: 'known' });

    expect(pong).toEqual({ pong: 'status/ping' });
    expect(refusal).toMatchObject({ message: 'Forbidden' });
    client.socket.close();
  });

  it.each([
    [undefined, 401],
    ['nobody', 401],
    ['eve', 403],
  ])('refuses the handshake of %s with %i', async (user, status) => {
    await expect(connect(app.endpoints.websocket, user)).rejects.toThrow(`${status}`);
  });

  it('serves HTTP routes with path parameters, and 404 for the rest', async () => {
    const known = await fetch(`${app.endpoints.http}/things/7`);
    const unknown = await fetch(`${app.endpoints.http}/nothing`);

    expect(await known.json()).toMatchObject({ routeKey: 'GET /things/{id}', parameters: { id: '7' } });
    expect(unknown.status).toBe(404);
  });

  it('takes context from cdk.json', async () => {
    const response = await fetch(`${app.endpoints.http}/api/x`);

    expect(await response.json()).toMatchObject({ greeting: 'hello' });
  });

  it('answers preflights for the origin that the template allows', async () => {
    const headers = { origin: 'https://example.com', 'access-control-request-method': 'GET' };
    const response = await fetch(`${app.endpoints.http}/api/x`, { method: 'OPTIONS', headers });

    expect(response.headers.get('access-control-allow-origin')).toBe('https://example.com');
  });
});

describe('its page', () => {
  it('comes with the headers of its policy, URLs rewritten to where things listen', async () => {
    const response = await fetch(`${app.endpoints.page}/`);

    expect(await response.text()).toContain('echo');
    expect(response.headers.get('content-security-policy')).toBe(`connect-src ${app.endpoints.websocket}`);
    expect(response.headers.get('cache-control')).toBe('no-cache');
  });

  it('has the values that are known only at deployment', async () => {
    const response = await fetch(`${app.endpoints.page}/settings.json`);

    expect(await response.json()).toEqual({ socket: app.endpoints.websocket });
  });

  it('answers 304 to who has the file already', async () => {
    const first = await fetch(`${app.endpoints.page}/`);
    const etag = first.headers.get('etag') ?? '';
    const second = await fetch(`${app.endpoints.page}/`, { headers: { 'if-none-match': etag } });

    expect(second.status).toBe(304);
  });

  it.each(['/a/deep/link', '/../../etc/passwd', '/%2e%2e/%2e%2e/app.ts', '/%00', '/%ff'])(
    'gives its error page for %s',
    async (path) => {
      const response = await fetch(`${app.endpoints.page}${path}`);

      expect(await response.text()).toContain('<title>echo</title>');
    },
  );

  it('has the HTTP API under the same origin, told of the viewer', async () => {
    const response = await fetch(`${app.endpoints.page}/api/x`);

    expect(await response.json()).toMatchObject({ path: '/api/x', from: '127.0.0.1, 127.0.0.1' });
  });

  it('shows what happens at /_local, to names of this machine only', async () => {
    const page = await fetch(`${app.endpoints.page}/_local`);
    const events = await fetch(`${app.endpoints.page}/_local/events`);
    const { value } = (await events.body?.getReader().read()) ?? {};

    expect(await page.text()).toContain('Invocations');
    expect(Buffer.from(value ?? []).toString()).toContain('"kind":"invocation"');
  });
});
