import { describe, expect, it } from 'vitest';
import { FakeClock } from '../test/client/fake-clock.ts';
import { ParleyHttp } from './http.ts';

type Call = { readonly url: string; readonly init: RequestInit };

function anApi(status: number, body: string | undefined, token?: string) {
  const calls: Call[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    calls.push({ url, init });
    return new Response(body === '' ? null : body, { status });
  };
  return { http: new ParleyHttp({ base: '/api', fetch, ...(token !== undefined && { token }) }), calls };
}

describe('the HTTP client', () => {
  it('sends JSON and the token', async () => {
    const { http, calls } = anApi(201, '{"id":"r1"}', 'secret');

    const room = await http.createRoom({ name: 'tea', members: ['ben'] });

    expect(room).toEqual({ id: 'r1' });
    expect(calls).toMatchObject([
      {
        url: '/api/rooms',
        init: {
          method: 'POST',
          headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
          body: '{"name":"tea","members":["ben"]}',
        },
      },
    ]);
  });

  it('keeps what it is given inside its part of the path', async () => {
    const { http, calls } = anApi(204, '');

    await http.removeMember('../users', 'a/b?c');

    expect(calls[0]?.url).toBe('/api/rooms/..%2Fusers/members/a%2Fb%3Fc');
  });

  it('logs out even when the page is closed meanwhile', async () => {
    const { http, calls } = anApi(204, '', 'secret');

    await http.logOut();

    expect(calls[0]).toMatchObject({
      url: '/api/sessions/current',
      init: { method: 'DELETE', keepalive: true },
    });
  });

  it('asks for history by cursor', async () => {
    const { http, calls } = anApi(200, '{"events":[]}');

    await http.history('r1', { before: 7, limit: 50 });

    expect(calls[0]?.url).toBe('/api/rooms/r1/events?before=7&limit=50');
  });

  it('tells the server’s error by its code', async () => {
    const error = { code: 'rate_limited', message: 'slow', requestId: 'q', retryable: true, retryAfterMs: 5 };
    const { http } = anApi(429, JSON.stringify({ error }));

    await expect(http.rooms()).rejects.toMatchObject({
      name: 'HttpError',
      status: 429,
      code: 'rate_limited',
      requestId: 'q',
      retryAfterMs: 5,
      retryable: true,
    });
  });

  it.each([
    [401, '{"message":"Unauthorized"}', 'unauthenticated'],
    [404, '<html>', 'not_found'],
    [418, '{"error":{"code":"toString"}}', 'invalid_request'],
    [502, 'null', 'unavailable'],
    [500, '{"error":null}', 'internal'],
    [200, '<html>', 'unavailable'],
  ])('tells %i %s of somebody else by the status', async (status, body, code) => {
    const { http } = anApi(status, body);

    await expect(http.me()).rejects.toMatchObject({ name: 'HttpError', code });
  });

  it('is unavailable when there is no answer, or none in 30 s', async () => {
    const clock = new FakeClock();
    const offline = new ParleyHttp({
      base: '',
      fetch: () => Promise.reject(new TypeError('offline')),
      clock,
    });
    const hung = (_: string, { signal }: RequestInit) =>
      new Promise<Response>((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason)),
      );
    const waiting = new ParleyHttp({ base: '', fetch: hung, clock }).me();

    await expect(offline.me()).rejects.toMatchObject({ status: 0, code: 'unavailable' });
    const outcome = expect(waiting).rejects.toMatchObject({ status: 0, code: 'unavailable' });
    await clock.pass(30_000);
    await outcome;
  });
});
