import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAdmin, isAdmin, listUsers, makeAdmin, setDisabled } from '../../shared/postgres/admins.ts';
import { type Database, openDatabase } from '../../shared/postgres/database.ts';
import { findSession } from '../../shared/postgres/sessions.ts';
import { findCredentials, removeUser } from '../../shared/postgres/users.ts';
import type { UserId } from '../../shared/protocol/ids.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeUser, type TestUser } from '../setup/people.ts';

let database: TestDatabase;
/** Functions write the audit and can't read it. */
let owner: Database;

beforeAll(async () => {
  database = await makeDatabase();
  owner = openDatabase({ connectionString: database.url, connections: 1 });
});
afterAll(async () => {
  await owner.close();
  await database.drop();
});

const auditOf = (subject: UserId) =>
  owner.query<{ action: string; actor_id: string | null }>(
    'select action, actor_id from audit where subject_id = $1 order by id',
    [subject],
  );

const sessionsOf = async (user: UserId) =>
  (await database.query('select 1 from sessions where user_id = $1', [user])).length;

const remove = (of: Database, { id, session }: TestUser) =>
  removeUser(of, { userId: id, session, passwordHash: 'x' });

describe('an admin', () => {
  it('is made of a user whatever the case of the name, once', async () => {
    const ann = await makeUser(database, 'Ann');

    const made = await makeAdmin(database, ann.username.toUpperCase());
    const again = await makeAdmin(database, ann.username);

    expect(made).toEqual({ id: ann.id, username: ann.username, already: false });
    expect(again?.already).toBe(true);
    expect(await isAdmin(database, ann.id)).toBe(true);
    expect(await auditOf(ann.id)).toEqual([{ action: 'admin.made', actor_id: null }]);
  });

  it('is enabled by being made one', async () => {
    const [ann, root] = [await makeUser(database, 'ann'), await makeUser(database, 'root')];
    await setDisabled(database, { userId: ann.id, disabled: true, actor: root.id });

    await makeAdmin(database, ann.username);

    expect(await isAdmin(database, ann.id)).toBe(true);
    expect(await findCredentials(database, ann.username)).toBeDefined();
  });

  it('is nobody who is unknown, removed or disabled', async () => {
    const [ann, ben, root] = [
      await makeUser(database, 'ann'),
      await makeUser(database, 'ben'),
      await makeUser(database, 'root'),
    ];
    await makeAdmin(database, ann.username);
    await makeAdmin(database, ben.username);
    await remove(database, ann);
    await setDisabled(database, { userId: ben.id, disabled: true, actor: root.id });

    expect(await makeAdmin(database, 'nobody-of-that-name')).toBeUndefined();
    expect(await makeAdmin(database, `deleted:${ann.id}`)).toBeUndefined();
    expect(await isAdmin(database, ann.id)).toBe(false);
    expect(await isAdmin(database, ben.id)).toBe(false);
    expect(await isAdmin(database, root.id)).toBe(false);
  });

  it('is added with a name that nobody has, however many try', async () => {
    const user = { username: 'Newcomer', passwordHash: 'x' };

    const added = await Promise.all([1, 2, 3].map(() => addAdmin(database, user)));

    const [one, ...others] = added.filter((row) => row !== undefined);
    if (!one) throw new Error('nobody was added');
    expect(others).toEqual([]);
    expect(await isAdmin(database, one.id)).toBe(true);
    expect(await sessionsOf(one.id)).toBe(0);
    expect(await addAdmin(database, { ...user, username: 'newCOMER' })).toBeUndefined();
  });
});

describe('a user who is disabled', () => {
  it('has no session, can’t log in, and is noted once with who did it', async () => {
    const [ann, root] = [await makeUser(database, 'ann'), await makeUser(database, 'root')];
    const change = { userId: ann.id, disabled: true, actor: root.id };

    const first = await setDisabled(database, change);
    const second = await setDisabled(database, change);

    expect(first?.disabled_at).toBeInstanceOf(Date);
    expect(second?.disabled_at).toEqual(first?.disabled_at);
    expect(await sessionsOf(ann.id)).toBe(0);
    expect(await sessionsOf(root.id)).toBe(1);
    expect(await findCredentials(database, ann.username)).toBeUndefined();
    expect(await auditOf(ann.id)).toEqual([{ action: 'user.disabled', actor_id: root.id }]);
  });

  it('is found by whoever waits while another one does the same', async () => {
    const [ann, root] = [await makeUser(database, 'ann'), await makeUser(database, 'root')];
    const change = (disabled: boolean) =>
      Promise.all(
        Array.from({ length: 5 }, () => setDisabled(database, { userId: ann.id, disabled, actor: root.id })),
      );

    for (let round = 0; round < 5; round += 1) {
      const [disabled, enabled] = [await change(true), await change(false)];

      expect(disabled.map((row) => row?.disabled_at)).toEqual(Array(5).fill(expect.any(Date)));
      expect(enabled.map((row) => row?.disabled_at)).toEqual(Array(5).fill(null));
    }
    expect(await auditOf(ann.id)).toHaveLength(10);
  });

  it('can log in again when enabled, with a session of their own', async () => {
    const [ann, root] = [await makeUser(database, 'ann'), await makeUser(database, 'root')];
    await setDisabled(database, { userId: ann.id, disabled: true, actor: root.id });

    const enabled = await setDisabled(database, { userId: ann.id, disabled: false, actor: root.id });

    expect(enabled).toMatchObject({ id: ann.id, disabled_at: null });
    expect(await findCredentials(database, ann.username)).toBeDefined();
    expect(await sessionsOf(ann.id)).toBe(0);
    expect(await findSession(database, { tokenHash: Buffer.alloc(32), days: 1 })).toBeUndefined();
    expect((await auditOf(ann.id)).map(({ action }) => action)).toEqual(['user.disabled', 'user.enabled']);
  });

  it('is nobody who is removed', async () => {
    const [ann, root] = [await makeUser(database, 'ann'), await makeUser(database, 'root')];
    await remove(database, ann);

    expect(await setDisabled(database, { userId: ann.id, disabled: true, actor: root.id })).toBeUndefined();
    expect(await setDisabled(database, { userId: ann.id, disabled: false, actor: root.id })).toBeUndefined();
  });
});

describe('the list of users', () => {
  it('is in the order of names whatever their case, page by page, without who is removed', async () => {
    const own = await makeDatabase();
    const users = await Promise.all(
      ['Cid', 'ann', 'Ben', 'dan'].map((name) => makeUser(own, `list-${name}`)),
    );
    const [cid] = users;
    if (cid) await remove(own, cid);
    const names = users.slice(1).map(({ username }) => username);
    const ordered = names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));

    const first = await listUsers(own, { search: 'LIST-', after: '', limit: 2 });
    const rest = await listUsers(own, { search: 'list-', after: first.at(-1)?.username ?? '', limit: 2 });

    expect([...first, ...rest].map(({ username }) => username)).toEqual(ordered);
    await own.drop();
  });

  it('takes what is searched for as it is: no pattern', async () => {
    for (const search of ['%', '_%', '.*', '\\']) {
      expect(await listUsers(database, { search, after: '', limit: 10 })).toEqual([]);
    }
  });
});
