import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ask, type Chatter, makeRoomOf, register } from '../setup/chat/api.ts';
import { rawHttp } from '../setup/chat/raw-http.ts';
import { expectNoInsides, expectRefused, type RefusalCode } from '../setup/chat/refusal.ts';
import { inDatabase } from '../setup/chat/stored.ts';

let ann: Chatter;
let room: string;

beforeAll(async () => {
  ann = await register('ann');
  room = await makeRoomOf(ann);
});

describe('a bad path, query or method', () => {
  it.each<[string, string, RefusalCode]>([
    ['a room id that is none', '/rooms/1', 'not_found'],
    ['a room id with SQL', `/rooms/${encodeURIComponent(`' or 1=1 --`)}`, 'not_found'],
    ['a room id of NUL', '/rooms/%00', 'not_found'],
    ['a room id that is an object’s', '/rooms/__proto__', 'not_found'],
    ['somebody’s room', `/rooms/${randomUUID()}/events`, 'not_found'],
    ['a path that there is not', '/admin', 'not_found'],
    ['a path in capitals', '/ROOMS', 'not_found'],
    ['a path of many parts', `/${'a/'.repeat(1_000)}`, 'not_found'],
    ['a path with a line break', '/rooms%0d%0aset-cookie:%20a=b', 'not_found'],
    ['/api twice', '/api/api/rooms', 'not_found'],
    ['a member who is none', `/rooms/${randomUUID()}/members/x`, 'not_found'],
  ])('%s (%s) is %s', async (_what, path, code) => {
    expectRefused(await ask(path, { token: ann.token }), code);
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=abc',
    'limit=-1',
    'limit=1.5',
    'limit=1e2',
    'limit=',
    'limit=%00',
    'limit=999999999999999999999',
    'after=-1',
    'after=1.5',
    'after=abc',
    'after=9999999999999999',
    'before=0',
    'before=-9',
    'after=1&before=3',
    'limt=5',
    '__proto__=1',
    'after[]=1',
    `after=${encodeURIComponent(`1; drop table events`)}`,
  ])('history with ?%s is invalid_request', async (query) => {
    expectRefused(await ask(`/rooms/${room}/events?${query}`, { token: ann.token }), 'invalid_request');
  });

  it.each(['after=999999999999999', 'before=999999999999999', 'after=0&limit=100', 'limit=007'])(
    'history with ?%s is read, with what there is',
    async (query) => {
      const { status, body } = await ask(`/rooms/${room}/events?${query}`, { token: ann.token });

      expect({ status, head: body.head }).toEqual({ status: 200, head: 1 });
    },
  );

  it('takes ids in upper case as the same ids', async () => {
    const { status, body } = await ask(`/rooms/${room.toUpperCase()}`, { token: ann.token });

    expect({ status, id: body.id }).toEqual({ status: 200, id: room });
  });

  it.each(['/rooms/%ED%A0%80', '/rooms/%E0%A4%A', '/rooms/%'])(
    '%s, which is no text, is a 400',
    async (path) => {
      const { status, body } = await ask(path, { token: ann.token });

      expect(status).toBe(400);
      expectNoInsides(JSON.stringify(body));
    },
  );

  it.each(['PUT', 'PROPFIND', 'OPTIONS', 'PURGE', 'M-SEARCH'])('%s is not there', async (method) => {
    const raw = `${method} /rooms HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ann.token}\r\nconnection: close\r\n\r\n`;

    const { status, body } = await rawHttp(raw);

    expect(status).toBe(404);
    expectNoInsides(body);
  });
});

describe('a method or a body that is out of place', () => {
  it('HEAD is GET without its body', async () => {
    const { status, body } = await rawHttp('HEAD /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');

    expect({ status, body }).toEqual({ status: 200, body: '' });
  });

  it('TRACE gets nothing of what it sent', async () => {
    const { status, body } = await rawHttp(
      'TRACE /health HTTP/1.1\r\nhost: x\r\nx-secret: abcdef\r\nconnection: close\r\n\r\n',
    );

    expect([400, 403, 404, 405]).toContain(status);
    expect(body).not.toContain('abcdef');
    expectNoInsides(body);
  });

  it('a body of GET is not looked at', async () => {
    const { status, body } = await rawHttp(
      `GET /rooms HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ann.token}\r\ncontent-type: application/json\r\ncontent-length: 3\r\nconnection: close\r\n\r\n{"a`,
    );

    expect(status).toBe(200);
    expect(JSON.parse(body).rooms).toHaveLength(1);
  });
});

describe('a bad token', () => {
  const random = 'x'.repeat(43);
  it.each<[string, string]>([
    ['none', ''],
    ['of another scheme', `Basic ${random}`],
    ['that is no token', 'Bearer undefined'],
    ['that is too long', `Bearer ${'x'.repeat(5_000)}`],
    ['with SQL', `Bearer ' or 1=1 --xxxxxxxxxxxxxxxx`],
    ['that nobody has', `Bearer ${random}`],
    ['of two', `Bearer ${random}, Bearer ${random}`],
    ['with a line feed in code', `Bearer ${random}%0aERROR forged`],
  ])('%s is unauthenticated', async (_what, authorization) => {
    expectRefused(await ask('/rooms', { headers: { authorization } }), 'unauthenticated');
    expectRefused(await ask('/tickets', { method: 'POST', headers: { authorization } }), 'unauthenticated');
  });

  it('that was revoked, has expired, or whose user is disabled, is unauthenticated', async () => {
    const [out, old, off] = await Promise.all(['out', 'old', 'off'].map((name) => register(name)));
    if (!(out && old && off)) throw new Error('cannot go on: nobody registered');
    await ask('/sessions/current', { method: 'DELETE', token: out.token });
    await inDatabase(`update sessions set expires_at = now() where user_id = $1`, [old.id]);
    await inDatabase(`update users set disabled_at = now() where id = $1`, [off.id]);

    for (const { token } of [out, old, off]) {
      expectRefused(await ask('/users/me', { token }), 'unauthenticated');
      expectRefused(await ask('/tickets', { token, method: 'POST' }), 'unauthenticated');
    }
    const { username, password } = off;
    expectRefused(await ask('/sessions', { body: { username, password } }), 'unauthenticated');
  });
});

describe('a bad request', () => {
  const authorized = () => `authorization: Bearer ${ann.token}\r\nconnection: close\r\n`;

  it('with a header that is split is two headers or a 400, and never one of ours', async () => {
    const { status, head } = await rawHttp(
      `GET /users/me HTTP/1.1\r\nhost: x\r\nx-a: b\r\n\tset-cookie: a=b\r\n${authorized()}\r\n`,
    );

    expect([200, 400]).toContain(status);
    expect(head).not.toMatch(/set-cookie/i);
  });

  it('that smuggles a second one by two lengths is a 400', async () => {
    const { status, body } = await rawHttp(
      `POST /rooms HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n${authorized()}\r\n0\r\n\r\nGET /users/me HTTP/1.1\r\n\r\n`,
    );

    expect(status).toBe(400);
    expect(body).not.toContain(ann.id);
  });

  it.each([
    ['that is no HTTP', 'hello\r\n\r\n'],
    ['of a header of 100 KB', `GET /health HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['with a NUL in its path', 'GET /a\0b HTTP/1.1\r\nhost: x\r\n\r\n'],
  ])('%s is refused before it is read', async (_what, request) => {
    for (const to of ['http', 'page', 'websocket'] as const) {
      const { status, body } = await rawHttp(request, to);

      expect([400, 431]).toContain(status);
      expectNoInsides(body);
    }
    expect((await ask('/health')).status).toBe(200);
  });

  it.each([
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/package.json',
    '/....//package.json',
    '/assets/..%5c..%5cpackage.json',
    '//etc/passwd',
    '/.git/config',
    '/.local/endpoints.json',
  ])('of the page for %s gets no file but the page’s own', async (path) => {
    const { status, body } = await rawHttp(
      `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
      'page',
    );

    expect([200, 400, 403, 404]).toContain(status);
    expect(body).not.toMatch(/root:|"scripts"|\[core\]|websocket"/);
    expectNoInsides(status === 200 ? '' : body);
  });

  it('whose host or forwarding headers are forged changes no URL that is told', async () => {
    const { body } = await rawHttp(
      `POST /tickets HTTP/1.1\r\nhost: evil.example\r\nx-forwarded-host: evil.example\r\nx-forwarded-proto: gopher\r\n${authorized()}content-length: 0\r\n\r\n`,
    );

    expect(body).toContain(inject('endpoints').websocket);
    expect(body).not.toContain('evil.example');
  });
});
