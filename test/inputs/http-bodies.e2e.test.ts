import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { ask, type Chatter, makeRoomOf, register } from '../setup/chat/api.ts';
import { expectNoInsides, expectRefused, type RefusalCode } from '../setup/chat/refusal.ts';
import { inDatabase } from '../setup/chat/stored.ts';

let ann: Chatter;
let eve: Chatter;
let room: string;
let before: unknown;

/** Everything that ann has and that a bad call could have changed. */
const mine = async () => {
  const [rooms, members, events] = await Promise.all(
    ['/rooms', `/rooms/${room}/members`, `/rooms/${room}/events`].map((path) =>
      ask(path, { token: ann.token }),
    ),
  );
  return [rooms?.body, members?.body, events?.body];
};

beforeAll(async () => {
  [ann, eve] = await Promise.all([register('ann'), register('eve')]);
  room = await makeRoomOf(ann);
  before = await mine();
});

afterEach(async () => {
  expect(await mine()).toEqual(before);
});

type Row = [what: string, body: unknown, code?: RefusalCode, headers?: Record<string, string>];
const nest = (depth: number) => `{"name":${'['.repeat(depth)}${']'.repeat(depth)}}`;

describe('a bad body', () => {
  it.each<Row>([
    ['that is empty', ''],
    [
      'that is no JSON',
      'name=my+room',
      'invalid_request',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    ['with two values', '{"name":"a"}{"name":"b"}'],
    ['with a comment', '{"name":"a" /* b */}'],
    ['of the wrong type', '["name"]'],
    ['that is a number', '1e999'],
    ['with an empty name', { name: '' }],
    ['with a name of blanks', { name: ' \u200b\u2060\t' }],
    ['with a name on two lines', { name: 'a\nb' }],
    ['with a name that has U+2028', { name: 'a\u2028b' }],
    ['with a NUL in the name', { name: 'a\0b' }],
    ['with half a character', '{"name":"\\udc00"}'],
    ['with an unknown field', { name: 'x', owner: 'eve' }],
    ['that pollutes __proto__', '{"name":"x","__proto__":{"admin":true}}'],
    ['that pollutes constructor', '{"name":"x","constructor":{"prototype":{"admin":true}}}'],
    ['that says __proto__ for the name', '{"__proto__":{"name":"x"}}'],
    ['nested 30,000 deep', nest(30_000)],
    ['of a number for the name', { name: 1e308 }],
    ['of null for the members', { name: 'x', members: null }],
    ['in UTF-16', Buffer.from('{"name":"x"}', 'utf16le').toString('latin1')],
    ['that says it is gzip and isn’t', '{"name":"x"', 'invalid_request', { 'content-encoding': 'gzip' }],
    ['too large', `{"name":"${'x'.repeat(65_536)}"}`, 'too_large'],
  ])('%s makes no room', async (_what, body, code = 'invalid_request', headers = {}) => {
    expectRefused(await ask('/rooms', { token: ann.token, body, headers }), code);
  });

  it('in gzip is no JSON, and makes no room', async () => {
    const response = await fetch(`${inject('endpoints').http}/rooms`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ann.token}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: gzipSync('{"name":"in gzip"}'),
    });

    expect(response.status).toBe(400);
    expectNoInsides(await response.text());
  });

  it.each<Row>([
    ['that begins with a BOM', '\ufeff{"name":"x"'],
    ['with a key twice, the last one wrong', '{"name":"x","name":7}'],
    ['of XML', '<name>x</name>', 'invalid_request', { 'content-type': 'text/xml' }],
    ['with a cursor as name', { name: { seq: 1 } }],
  ])('%s makes no room either', async (_what, body, code = 'invalid_request', headers = {}) => {
    expectRefused(await ask('/rooms', { token: ann.token, body, headers }), code);
  });
});

describe('a bad body of other calls', () => {
  it.each<[string, string, 'POST' | 'PATCH' | 'DELETE', unknown, RefusalCode]>([
    ['adding nobody', '/members', 'POST', {}, 'invalid_request'],
    ['adding a look-alike (Cyrillic а)', '/members', 'POST', { username: 'аnn' }, 'invalid_request'],
    ['adding by SQL', '/members', 'POST', { username: `' or 1=1--` }, 'invalid_request'],
    ['adding a stranger to the world', '/members', 'POST', { username: 'nobody.at.all' }, 'not_found'],
    ['adding two', '/members', 'POST', { username: ['a', 'b'] }, 'invalid_request'],
    ['renaming to nothing', '', 'PATCH', { name: '' }, 'invalid_request'],
    ['renaming to 65 characters', '', 'PATCH', { name: 'x'.repeat(65) }, 'invalid_request'],
    ['renaming without a body', '', 'PATCH', '', 'invalid_request'],
    ['renaming and changing the owner', '', 'PATCH', { name: 'x', role: 'owner' }, 'invalid_request'],
  ])('%s is refused', async (_what, path, method, body, code) => {
    expectRefused(await ask(`/rooms/${room}${path}`, { method, token: ann.token, body }), code);
  });

  it.each<[string, 'PATCH' | 'DELETE', unknown, RefusalCode]>([
    [
      'changing the password with a wrong one',
      'PATCH',
      { password: 'wrong one', newPassword: 'xkcd 936 x' },
      'forbidden',
    ],
    [
      'changing it to a common one',
      'PATCH',
      { password: 'wrong one', newPassword: 'password1' },
      'invalid_request',
    ],
    ['changing the username', 'PATCH', { username: 'root' }, 'invalid_request'],
    ['removing the account with a wrong password', 'DELETE', { password: 'wrong one' }, 'forbidden'],
    ['removing the account without one', 'DELETE', {}, 'invalid_request'],
  ])('%s is refused', async (_what, method, body, code) => {
    expectRefused(await ask('/users/me', { method, token: ann.token, body }), code);
    expect((await ask('/users/me', { token: ann.token })).status).toBe(200);
  });

  it('of a stranger is not_found for all of a room that is not theirs', async () => {
    const tries = await Promise.all([
      ask(`/rooms/${room}`, { token: eve.token, method: 'PATCH', body: { name: 'hers' } }),
      ask(`/rooms/${room}`, { token: eve.token, method: 'DELETE' }),
      ask(`/rooms/${room}/members/${ann.id}`, { token: eve.token, method: 'DELETE' }),
      ask(`/rooms/${room}/members/${eve.id}`, { token: eve.token, method: 'DELETE' }),
      ask(`/rooms/${room}/members`, { token: eve.token, body: { username: eve.username } }),
    ]);

    for (const answer of tries) expectRefused(answer, 'not_found');
  });
});

describe('SQL and script', () => {
  it.each([
    `'); drop table users; --`,
    `Robert'); DELETE FROM rooms WHERE ('1'='1`,
    `<script>alert(document.cookie)</script>`,
    '{{7*7}} #{7*7} %s %n `id` $(id)',
    'javascript:alert(1)//" onmouseover=',
    '../../../../etc/passwd',
  ])('in a room’s name is a name: %j', async (name) => {
    const made = await ask('/rooms', { token: eve.token, body: { name } });
    const read = await ask(`/rooms/${made.body.id}`, { token: eve.token });

    expect(made.status).toBe(201);
    expect(read.body.name).toBe(name);
    const [tables] = await inDatabase<{ count: number }>(
      `select count(*)::int from pg_tables where schemaname = 'public'
       and tablename in ('users', 'sessions', 'tickets', 'rooms', 'members', 'events')`,
    );
    expect(tables?.count).toBe(6);
  });
});
