import { describe, expect, it } from 'vitest';
import { ask, type Chatter, makeRoomOf, messagesIn, register } from '../setup/chat/api.ts';
import { open } from '../setup/chat/socket.ts';
import { until } from '../setup/until.ts';

const logIn = async ({ username, password }: Pick<Chatter, 'username' | 'password'>) =>
  ask('/sessions', { body: { username, password } });

describe('a password change', () => {
  it('wants the old password, ends the other sessions with their connections, and keeps this one', async () => {
    const ann = await register('ann');
    const elsewhere = { ...ann, token: (await logIn(ann)).body.token };
    const [here, there] = [await open(ann), await open(elsewhere)];

    const wrong = await ask('/users/me', {
      method: 'PATCH',
      token: ann.token,
      body: { password: 'not this one', newPassword: 'a better one' },
    });
    const right = await ask('/users/me', {
      method: 'PATCH',
      token: ann.token,
      body: { password: ann.password, newPassword: 'a better one' },
    });
    const bye = await there.next(({ type }) => type === 'bye');
    await until(() => there.closed());

    expect(wrong).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    expect(right.status).toBe(204);
    expect(bye.code).toBe('password_changed');
    expect((await ask('/users/me', { token: elsewhere.token })).status).toBe(401);
    expect((await ask('/users/me', { token: ann.token })).status).toBe(200);
    expect((await logIn(ann)).status).toBe(401);
    expect((await logIn({ ...ann, password: 'a better one' })).status).toBe(201);
    expect(here.closed()).toBeUndefined();
    await here.close();
  });
});

describe('an account that is removed', () => {
  it('leaves its rooms and its name, and its messages stay', async () => {
    const [ann, ben] = await Promise.all([register('ann'), register('ben')]);
    const room = await makeRoomOf(ann, [ben]);
    const socket = await open(ann);
    await socket.ask({ room, body: 'I was here' });

    const kept = await ask('/users/me', {
      method: 'DELETE',
      token: ann.token,
      body: { password: 'wrong one' },
    });
    const removed = await ask('/users/me', {
      method: 'DELETE',
      token: ann.token,
      body: { password: ann.password },
    });
    await socket.next(({ type }) => type === 'bye');

    expect(kept.status).toBe(403);
    expect(removed.status).toBe(204);
    expect((await logIn(ann)).status).toBe(401);
    expect((await ask('/users/me', { token: ann.token })).status).toBe(401);
    expect((await messagesIn(room, ben)).map(({ body }) => body)).toEqual(['I was here']);
    const { body } = await ask(`/rooms/${room}/members`, { token: ben.token });
    expect(body.members).toMatchObject([{ user: { username: ben.username }, role: 'owner' }]);
    const again = await ask('/users', { body: { username: ann.username, password: 'somebody new' } });
    expect(again.status).toBe(201);
  });
});

describe('a room', () => {
  it('is renamed and deleted by its owner only; its members are told', async () => {
    const [ann, ben] = await Promise.all([register('ann'), register('ben')]);
    const room = await makeRoomOf(ann, [ben]);
    const socket = await open(ben);
    const change = (method: 'PATCH' | 'DELETE', { token }: Chatter) =>
      ask(`/rooms/${room}`, {
        method,
        token,
        ...(method === 'PATCH' ? { body: { name: '  Täglich ☕ ' } } : {}),
      });

    expect((await change('PATCH', ben)).status).toBe(403);
    expect((await change('DELETE', ben)).status).toBe(403);
    expect(await change('PATCH', ann)).toMatchObject({ status: 200, body: { name: 'Täglich ☕', head: 3 } });
    const pushed = await socket.next(({ type }) => type === 'events');
    expect(pushed.events).toMatchObject([{ seq: 3, kind: 'rename', name: 'Täglich ☕' }]);

    expect((await change('DELETE', ann)).status).toBe(204);
    expect(await socket.next(({ type }) => type === 'roomRemoved')).toEqual({ type: 'roomRemoved', room });
    expect((await ask(`/rooms/${room}`, { token: ben.token })).status).toBe(404);
    expect(await socket.ask({ room, body: 'gone?' })).toMatchObject({ code: 'not_found' });
    await socket.close();
  });

  it('counts what others wrote since, and shows the newest message', async () => {
    const [ann, ben] = await Promise.all([register('ann'), register('ben')]);
    const room = await makeRoomOf(ann, [ben]);
    const socket = await open(ann);
    for (const body of ['one', 'two']) await socket.ask({ room, body });

    const { body: bens } = await ask('/rooms', { token: ben.token });
    const { body: anns } = await ask('/rooms', { token: ann.token });

    expect(bens.rooms).toMatchObject([
      { id: room, unread: 2, members: 2, head: 4, lastMessage: { body: 'two', seq: 4 } },
    ]);
    expect(anns.rooms).toMatchObject([{ id: room, unread: 0 }]);
    await socket.close();
  });

  it('is created with all its members or not at all', async () => {
    const ann = await register('ann');

    const refused = await ask('/rooms', {
      token: ann.token,
      body: { name: 'x', members: ['nobody-of-that-name'] },
    });
    const { body } = await ask('/rooms', { token: ann.token });

    expect(refused).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found', details: [{ path: 'members.0', message: 'is no user' }] } },
    });
    expect(body.rooms).toEqual([]);
  });
});

describe('the description of the HTTP API', () => {
  it('has the calls of docs/protocol.md, each with what it may answer', async () => {
    const { body } = await ask('/openapi.json');

    const calls = Object.entries<Record<string, { responses: object }>>(body.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { responses }]) => ({ call: `${method} ${path}`, responses })),
    );
    expect(calls.map(({ call }) => call).toSorted()).toEqual([
      'delete /rooms/{id}',
      'delete /rooms/{id}/members/{userId}',
      'delete /sessions/current',
      'delete /users/me',
      'get /admin/users',
      'get /health',
      'get /openapi.json',
      'get /rooms',
      'get /rooms/{id}',
      'get /rooms/{id}/events',
      'get /rooms/{id}/members',
      'get /users/me',
      'patch /admin/users/{id}',
      'patch /rooms/{id}',
      'patch /users/me',
      'post /rooms',
      'post /rooms/{id}/members',
      'post /sessions',
      'post /tickets',
      'post /users',
    ]);
    for (const { responses } of calls) expect(Object.keys(responses).length).toBeGreaterThan(1);
  });
});
