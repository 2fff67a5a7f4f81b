import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { ask, type Chatter, makeRoomOf, messagesIn, register } from '../setup/chat/api.ts';
import { expectNoInsides, expectRefused } from '../setup/chat/refusal.ts';
import { handshake, open } from '../setup/chat/socket.ts';

let ann: Chatter;
let ben: Chatter;
let eve: Chatter;
let room: string;

beforeAll(async () => {
  [ann, ben, eve] = await Promise.all([register('ann'), register('ben'), register('eve')]);
  room = await makeRoomOf(ann, [ben]);
});

const name = (prefix = 'new') => `${prefix}-${randomBytes(5).toString('hex')}`;
const roomsOf = async ({ token }: Chatter): Promise<readonly { id: string; name: string }[]> =>
  (await ask('/rooms', { token })).body.rooms;

describe('calls that the old product was tried with', () => {
  it('D7: an outsider cannot add herself to a room', async () => {
    const add = (method: 'POST' | 'PUT') =>
      ask(`/rooms/${room}/members`, { method, token: eve.token, body: { username: eve.username } });

    expectRefused(await add('POST'), 'not_found');
    expectRefused(await add('PUT'), 'not_found');
    expect(await roomsOf(eve)).toEqual([]);
  });

  it('D8: a member adds another by POST, as the page does', async () => {
    const mine = await makeRoomOf(ann);

    const added = await ask(`/rooms/${mine}/members`, { token: ann.token, body: { username: ben.username } });

    expect(added).toMatchObject({ status: 201, body: { user: { id: ben.id }, role: 'member' } });
    expect((await roomsOf(ben)).map(({ id }) => id)).toContain(mine);
  });

  it('D9: history is where the page reads it; an unknown path tells nothing of the others', async () => {
    const history = await ask(`/rooms/${room}/events`, { token: ann.token });
    const unknown = await ask(`/api/messages/${room}/`, { token: ann.token });

    expect(history).toMatchObject({ status: 200, body: { events: [{ seq: 1 }, { seq: 2 }], more: false } });
    expectRefused(unknown, 'not_found');
    expect(unknown.headers.get('content-type')).toMatch('application/json');
    expect(JSON.stringify(unknown.body)).not.toMatch(/\/(rooms|users|sessions)/);
  });

  it('D10: the calls one expects are there, and nobody can list users', async () => {
    const token = (await ask('/sessions', { body: { username: ann.username, password: ann.password } })).body
      .token;

    expect((await ask('/health')).status).toBe(200);
    expect((await ask('/users/me', { token })).body).toMatchObject({ id: ann.id });
    expect((await ask(`/rooms/${room}`, { token })).body).toMatchObject({ id: room });
    expectRefused(await ask('/users', { token }), 'not_found');
    expectRefused(await ask(`/users/${ben.id}`, { token }), 'not_found');
    expect((await ask('/sessions/current', { method: 'DELETE', token })).status).toBe(204);
    expectRefused(await ask('/users/me', { token }), 'unauthenticated');
    expect((await ask('/users/me', { token: ann.token })).status).toBe(200);
  });

  it('D11: the password "1", and ones that everybody tries first, are refused; the name stays free', async () => {
    const username = name();

    for (const password of ['1', '1234567', 'password', 'PASSWORD1', '12345678', username, ' '.repeat(7)]) {
      expectRefused(await ask('/users', { body: { username, password } }), 'invalid_request');
    }
    expect((await ask('/users', { body: { username, password: name('a good one') } })).status).toBe(201);
  });

  it('D12: a name that is taken in another case is a conflict, and none looks like another', async () => {
    const register = (username: string) => ask('/users', { body: { username, password: 'xkcd 936 xkcd' } });

    expectRefused(await register(ann.username.toUpperCase()), 'conflict');
    for (const alike of [
      'аnn',
      'ａｎｎ',
      'ann\u200b',
      'ann ',
      ' ann',
      'ann\u0301',
      'an\u00f1',
      '\u212aelvin',
      'ſam',
    ]) {
      expectRefused(await register(`${alike}`), 'invalid_request');
    }
  });

  it.each<[string, unknown]>([
    ['a list as username', { username: ['ann'], password: 'xkcd 936 xkcd' }],
    ['an object as password', { username: 'annabel', password: { $ne: '' } }],
    ['no password', { username: 'annabel' }],
    ['nothing at all', {}],
    ['null for both', { username: null, password: null }],
    ['a NUL byte in the name', { username: 'ann\0', password: 'xkcd 936 xkcd' }],
    ['a NUL byte in the password', { username: 'annabel', password: 'xkcd 936\0xkcd' }],
    ['a name of 200 characters', { username: 'a'.repeat(200), password: 'xkcd 936 xkcd' }],
    ['a name of 2', { username: 'an', password: 'xkcd 936 xkcd' }],
    ['a password of 129', { username: 'annabel', password: 'p'.repeat(129) }],
    ['a field more', { username: 'annabel', password: 'xkcd 936 xkcd', is_staff: true }],
    ['booleans', { username: true, password: false }],
  ])('D13: registering with %s is refused', async (_what, body) => {
    const refused = await ask('/users', { body });

    expectRefused(refused, 'invalid_request');
    expect(refused.body.error.details.length).toBeGreaterThan(0);
  });

  it.each<[string, unknown, 'invalid_request' | 'unauthenticated']>([
    ['what is no JSON', '{"username":', 'invalid_request'],
    ['an array', [], 'invalid_request'],
    ['a string', '"ann"', 'invalid_request'],
    ['null', 'null', 'invalid_request'],
    ['a NUL in the username', { username: 'a\0b', password: 'x' }, 'invalid_request'],
    ['an object as username', { username: {}, password: 'x' }, 'invalid_request'],
    ['a number as username', { username: 7, password: 'x' }, 'invalid_request'],
    ['half a character', '{"username":"\\ud800","password":"x"}', 'invalid_request'],
    [
      'a name that none can have',
      { username: `💥'; drop table users; --`, password: 'x' },
      'unauthenticated',
    ],
    ['a name of 1,000 characters', { username: longName(), password: 'x' }, 'unauthenticated'],
  ])('D14: logging in with %s is refused', async (_what, body, code) => {
    expectRefused(await ask('/sessions', { body }), code);
  });

  it.each<[string, unknown, 'invalid_request' | 'not_found']>([
    ['a list in the list', [[]], 'invalid_request'],
    ['an object', [{}], 'invalid_request'],
    ['one name and no list', 'ben', 'invalid_request'],
    ['a number', 7, 'invalid_request'],
    ['51 names', Array.from({ length: 51 }, (_, n) => `name-${n}`), 'invalid_request'],
    ['an unknown name', ['nobody-has-this-name'], 'not_found'],
  ])('D16: a room whose members are %s is refused and not made', async (_what, members, code) => {
    const title = name('never made');

    const refused = await ask('/rooms', { token: ann.token, body: { name: title, members } });

    expectRefused(refused, code);
    expect((await roomsOf(ann)).map((one) => one.name)).not.toContain(title);
  });

  it('D17: a name that strangers use is free, and tells nothing of them', async () => {
    const title = name('The same name');
    const theirs = await makeRoomOf(ann, [ben], title);

    const mine = await ask('/rooms', { token: eve.token, body: { name: title } });

    expect(mine).toMatchObject({ status: 201, body: { name: title, members: 1 } });
    expect(mine.body.id).not.toBe(theirs);
  });

  it.each([
    'my room',
    'team-1',
    'sala ñ',
    '日本語の部屋',
    '👩‍👩‍👧 family',
    `a "b" & <c> 'd' %2F / ? # é`,
    'null',
  ])('D18: the room name %j works, to make a room and to connect to it', async (title) => {
    const ann = await register('ann');
    const made = await ask('/rooms', { token: ann.token, body: { name: title } });
    const a = await open(ann, { query: { room: title } });
    const ack = await a.ask({ body: 'by name' });

    expect(made).toMatchObject({ status: 201, body: { name: title } });
    expect(ack).toMatchObject({ room: made.body.id });
    expect((await messagesIn(made.body.id, ann)).map(({ body }) => body)).toEqual(['by name']);
    await a.close();
  });

  it('D19: a room name of 117 characters is refused with the limit; one of 64 works everywhere', async () => {
    const make = (title: string) => ask('/rooms', { token: eve.token, body: { name: title } });
    const longest = '部'.repeat(64);

    const refused = await make('n'.repeat(117));
    const made = await make(longest);

    expectRefused(refused, 'invalid_request');
    expect(refused.body.error.details).toEqual([{ path: 'name', message: 'is longer than 64 characters' }]);
    expect(made.status).toBe(201);
    const headers = { authorization: `Bearer ${eve.token}` };
    expect(await handshake({ query: { room: longest }, options: { headers } })).toBe(101);
    expectNoInsides(JSON.stringify(refused.body));
  });
});

/** As many different characters as a name that is tried may have: nothing that holds it may be too small. */
function longName(): string {
  return Array.from({ length: 1_000 }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7_919) % 20_000))).join(
    '',
  );
}
