import { describe, expect, it } from 'vitest';
import { registerAdmin } from '../setup/admins.ts';
import { ask, type Chatter, makeRoomOf, register, ticketOf } from '../setup/chat/api.ts';
import { goesOn, meet } from '../setup/chat/party.ts';
import { expectRefusal } from '../setup/chat/refusal.ts';
import { handshake, open } from '../setup/chat/socket.ts';
import { inDatabase } from '../setup/chat/stored.ts';
import { until } from '../setup/until.ts';

const change = (admin: Chatter, id: string, body: unknown) =>
  ask(`/admin/users/${id}`, { method: 'PATCH', token: admin.token, body });

const list = (admin: Chatter, query: string) => ask(`/admin/users?${query}`, { token: admin.token });

const calls = [
  { name: 'the list', path: '/admin/users', method: 'GET' },
  { name: 'a list that would be refused', path: '/admin/users?limit=none', method: 'GET' },
  { name: 'a change', path: '/admin/users/00000000-0000-7000-8000-000000000000', method: 'PATCH' },
] as const;

/** Without what differs in every answer. */
const told = ({ status, body }: Awaited<ReturnType<typeof ask>>) => ({
  status,
  error: { ...body.error, requestId: '' },
});

describe('the calls of admins', () => {
  it.each(calls)(
    '$name is not there for anyone else, just as a path that is not',
    async ({ path, method }) => {
      const ann = await register('ann');
      const body = method === 'PATCH' ? { body: 'not JSON' } : {};
      const nowhere = told(await ask('/admin/nowhere', { token: ann.token }));

      const answers = [
        await ask(path, { method, ...body }),
        await ask(path, { method, token: ann.token, ...body }),
        await ask(path, { method, token: 'x'.repeat(40), ...body }),
        await ask(`/api${path}`, { method, token: ann.token, ...body }),
      ];

      expect(nowhere.status).toBe(404);
      for (const answer of answers) expect(told(answer)).toEqual(nowhere);
    },
  );

  it('are not there for an admin who was disabled, and for one who logged out', async () => {
    const [root, other, out] = [await registerAdmin(), await registerAdmin(), await registerAdmin()];
    await change(root, other.id, { disabled: true });
    await ask('/sessions/current', { method: 'DELETE', token: out.token });

    expect((await list(other, '')).status).toBe(404);
    expect((await list(out, '')).status).toBe(404);
    expect((await list(root, '')).status).toBe(200);
  });

  it('find users by a part of the name, in pages', async () => {
    const root = await registerAdmin();
    const mark = Math.random().toString(36).slice(2, 8);
    const users = await Promise.all(['a', 'b', 'c'].map((name) => register(`${name}-${mark}`)));

    const first = await list(root, `search=${mark.toUpperCase()}&limit=2`);
    const rest = await list(root, `search=${mark}&limit=2&after=${first.body.users[1].username}`);

    expect(first).toMatchObject({ status: 200, body: { more: true } });
    expect(rest.body.more).toBe(false);
    const found = [...first.body.users, ...rest.body.users];
    expect(found.map(({ id }) => id)).toEqual(users.map(({ id }) => id));
    expect(found[0]).toEqual({
      id: users[0]?.id,
      username: users[0]?.username,
      createdAt: expect.any(String),
      admin: false,
      disabledAt: null,
    });
  });

  it.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'page=2',
    `search=${'x'.repeat(33)}`,
    'search=%00',
    'after=%00',
  ])('refuse a list with %s', async (query) => {
    expectRefusal((await list(await registerAdmin(), query)).body.error, 'invalid_request');
  });

  it.each([
    {},
    { disabled: 'yes' },
    { disabled: 1 },
    { disabled: null },
    { disabled: true, admin: true },
    [],
  ])('refuse the change %j', async (body) => {
    const [root, ann] = [await registerAdmin(), await register('ann')];

    const { status, body: answer } = await change(root, ann.id, body);

    expect(status).toBe(400);
    expectRefusal(answer.error, 'invalid_request');
  });

  it.each(['00000000-0000-7000-8000-000000000000', 'ann', '%00', '..'])('find no user %s', async (id) => {
    const { status } = await change(await registerAdmin(), id, { disabled: true });

    expect(status).toBe(404);
  });

  it('don’t let an admin lock themselves out', async () => {
    const root = await registerAdmin();

    const { status, body } = await change(root, root.id, { disabled: true });

    expect({ status, code: body.error.code }).toEqual({ status: 403, code: 'forbidden' });
    expect((await change(root, root.id, { disabled: false })).status).toBe(200);
  });
});

describe('a user who is disabled (DF12)', () => {
  // Tried again where other tests take the machine for a second.
  it('is told bye, cut off within a second, and let in nowhere; the others go on', { retry: 2 }, async () => {
    const root = await registerAdmin();
    const party = await meet();
    const { ann, ben, room, a, b } = party;
    const ticket = await ticketOf(ben);
    const second = await open(ben);

    const since = performance.now();
    const disabled = await change(root, ben.id, { disabled: true });
    const byes = await Promise.all([b, second].map((one) => one.next(({ type }) => type === 'bye')));
    await Promise.all([b, second].map((one) => until(() => one.closed())));

    expect(performance.now() - since).toBeLessThan(1_000);
    expect(byes.map(({ code }) => code)).toEqual(['disabled', 'disabled']);
    expect(disabled).toMatchObject({ status: 200, body: { id: ben.id, disabledAt: expect.any(String) } });
    expect((await ask('/rooms', { token: ben.token })).status).toBe(401);
    expect(await handshake({ query: { ticket } })).toBe(401);
    expect(await handshake({ options: { headers: { authorization: `Bearer ${ben.token}` } } })).toBe(401);
    const login = await ask('/sessions', { body: { username: ben.username, password: ben.password } });
    expect(login.status).toBe(401);
    expect(await a.ask({ room, body: 'still here' })).toMatchObject({ type: 'ack' });
    expect((await ask(`/rooms/${room}/members`, { token: ann.token })).body.members).toHaveLength(2);
    a.raw.terminate();
  });

  it('logs in again when enabled, to the same rooms; both are in the audit', async () => {
    const [root, ann, ben] = [await registerAdmin(), await register('ann'), await register('ben')];
    const room = await makeRoomOf(ann, [ben]);
    await change(root, ben.id, { disabled: true });

    const enabled = await change(root, ben.id, { disabled: false });
    const { status, body } = await ask('/sessions', {
      body: { username: ben.username, password: ben.password },
    });
    const again = { ...ben, token: body.token };

    expect(enabled.body.disabledAt).toBeNull();
    expect(status).toBe(201);
    expect((await ask('/rooms', { token: again.token })).body.rooms).toMatchObject([{ id: room }]);
    const [a, b] = [await open(ann), await open(again)];
    await goesOn({ ann, ben: again, room, a, b, leave: async () => undefined });
    await Promise.all([a.close(), b.close()]);
    const audit = await inDatabase<{ action: string; actor_id: string }>(
      'select action, actor_id from audit where subject_id = $1 order by id',
      [ben.id],
    );
    expect(audit).toEqual([
      { action: 'user.disabled', actor_id: root.id },
      { action: 'user.enabled', actor_id: root.id },
    ]);
  });
});
