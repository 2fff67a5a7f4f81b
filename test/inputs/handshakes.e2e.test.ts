import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ask, type Chatter, makeRoomOf, register, ticketOf } from '../setup/chat/api.ts';
import { rawHttp } from '../setup/chat/raw-http.ts';
import { expectNoInsides } from '../setup/chat/refusal.ts';
import { handshake, open } from '../setup/chat/socket.ts';
import { inDatabase } from '../setup/chat/stored.ts';

let ann: Chatter;
let eve: Chatter;
let room: string;

beforeAll(async () => {
  [ann, eve] = await Promise.all([register('ann'), register('eve')]);
  room = await makeRoomOf(ann, [], 'Where it happens');
});

const as = (user: Chatter) => ({ headers: { authorization: `Bearer ${user.token}` } });

describe('a ticket', () => {
  it('that is used again, by the same or by another, is answered 401', async () => {
    const ticket = await ticketOf(ann);

    const both = await Promise.all([handshake({ query: { ticket } }), handshake({ query: { ticket } })]);

    expect(both.toSorted()).toEqual([101, 401]);
    expect(await handshake({ query: { ticket } })).toBe(401);
  });

  it('that has expired is answered 401', async () => {
    const bob = await register('bob');
    const ticket = await ticketOf(bob);
    await inDatabase(
      `update tickets set expires_at = now() where session_id in (select id from sessions where user_id = $1)`,
      [bob.id],
    );

    expect(await handshake({ query: { ticket } })).toBe(401);
  });

  it('whose session has ended is answered 401', async () => {
    const bob = await register('bob');
    const ticket = await ticketOf(bob);
    await ask('/sessions/current', { method: 'DELETE', token: bob.token });

    expect(await handshake({ query: { ticket } })).toBe(401);
    expect(await handshake({ options: as(bob) })).toBe(401);
  });

  it('that is wrong is not made good by a valid token beside it', async () => {
    expect(await handshake({ query: { ticket: 'x'.repeat(43) }, options: as(ann) })).toBe(401);
  });

  it.each(['', ' ', '\0', 'null', `' or 1=1 --`, '\r\nERROR forged', 'x'.repeat(4_000), '💥', '%00'])(
    'of %j is answered 401',
    async (ticket) => {
      expect(await handshake({ query: { ticket } })).toBe(401);
    },
  );

  it('is no token, and a token is no ticket', async () => {
    const ticket = await ticketOf(ann);

    expect((await ask('/users/me', { token: ticket })).status).toBe(401);
    expect(await handshake({ query: { ticket: ann.token } })).toBe(401);
  });
});

describe('?room=', () => {
  it.each([
    ['of a stranger’s room', () => room],
    ['of a stranger’s room by name', () => 'Where it happens'],
    ['of no room', () => randomUUID()],
    ['of nothing', () => ''],
    ['of garbage', () => `' or 1=1 --`],
    ['with a NUL', () => 'a\0b'],
    ['of half a character', () => '\ud800'],
    ['of __proto__', () => '__proto__'],
    ['that is long', () => '部'.repeat(100)],
    ['with a line break', () => 'a\r\nERROR forged'],
  ])('%s is answered 404', async (_what, name) => {
    expect(await handshake({ query: { room: name() }, options: as(eve) })).toBe(404);
  });

  it('of several rooms with that name is answered 409', async () => {
    const bob = await register('bob');
    await Promise.all([makeRoomOf(bob, [], 'twice'), makeRoomOf(bob, [], 'twice')]);

    expect(await handshake({ query: { room: 'twice' }, options: as(bob) })).toBe(409);
  });

  it('in upper case is the same room', async () => {
    expect(await handshake({ query: { room: room.toUpperCase() }, options: as(ann) })).toBe(101);
  });

  it('in which one is no longer, opens nothing', async () => {
    const bob = await register('bob');
    await ask(`/rooms/${room}/members`, { token: ann.token, body: { username: bob.username } });
    expect(await handshake({ query: { room }, options: as(bob) })).toBe(101);
    await ask(`/rooms/${room}/members/${bob.id}`, { token: ann.token, method: 'DELETE' });

    expect(await handshake({ query: { room }, options: as(bob) })).toBe(404);
  });
});

describe('a handshake that is none', () => {
  const path = () => new URL(inject('endpoints').websocket).pathname;
  const upgrade =
    'upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

  it.each([
    ['without an upgrade', () => `GET ${path()} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`],
    ['by POST', () => `POST ${path()} HTTP/1.1\r\nhost: x\r\n${upgrade}content-length: 0\r\n\r\n`],
    ['of version 8', () => `GET ${path()} HTTP/1.1\r\nhost: x\r\n${upgrade}sec-websocket-version: 8\r\n\r\n`],
    [
      'of another stage',
      () => `GET /prod HTTP/1.1\r\nhost: x\r\n${upgrade}sec-websocket-version: 13\r\n\r\n`,
    ],
  ])('%s is refused, and tells nothing', async (_what, request) => {
    const { status, body } = await rawHttp(
      request().replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'),
      'websocket',
    );

    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expectNoInsides(body);
  });

  it('by its connection id, anybody may not post to it', async () => {
    const a = await open(ann);
    const { origin, pathname } = new URL(inject('endpoints').websocket.replace(/^ws/, 'http'));

    const posted = await fetch(`${origin}${pathname}/@connections/${encodeURIComponent('abc=')}`, {
      method: 'POST',
      body: '{"type":"bye"}',
    });

    expect(posted.status).toBe(403);
    expect(a.frames).toEqual([]);
    await a.close();
  });
});
