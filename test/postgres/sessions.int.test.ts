import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setDisabled } from '../../shared/postgres/admins.ts';
import { endSession, findSession, openSession } from '../../shared/postgres/sessions.ts';
import { changePassword, findCredentials, removeUser } from '../../shared/postgres/users.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeUser, type TestUser } from '../setup/people.ts';
import { openSecondClient, somebodyWaits } from './second-client.ts';

let database: TestDatabase;
let other: pg.Client;
let ann: TestUser;

beforeAll(async () => {
  database = await makeDatabase();
  other = await openSecondClient(database);
});
afterAll(async () => {
  await other.end();
  await database.drop();
});
beforeEach(async () => {
  ann = await makeUser(database, 'ann');
});

const newSession = () => ({ tokenHash: randomBytes(32), days: 1 });
const logIn = (session = newSession(), passwordHash = 'x') =>
  openSession(database, { userId: ann.id, passwordHash, session });
/** What was confirmed with the password that users are made with. */
const confirmed = () => ({ userId: ann.id, session: ann.session, passwordHash: 'x' });
const change = () => changePassword(database, { ...confirmed(), newHash: 'y' });
const remove = () => removeUser(database, confirmed());
const disable = () => setDisabled(database, { userId: ann.id, disabled: true, actor: ann.id });

describe('a session that is being opened', () => {
  it('with a password that is being changed is none', async () => {
    await other.query('begin');
    await other.query(`update users set password_hash = 'y' where id = $1`, [ann.id]);
    const opened = logIn();
    await somebodyWaits(other);
    await other.query('commit');

    expect(await opened).toBeUndefined();
    expect(await logIn()).toBeUndefined();
    expect(await logIn(newSession(), 'y')).toMatchObject({ id: ann.id });
  });

  it.each([
    ['its password is changed', change],
    ['its user is disabled', disable],
  ])('while %s ends, though the statement that ends sessions does not see it', async (_, run) => {
    const session = newSession();
    await other.query('begin');
    await other.query('select from users where id = $1 for share', [ann.id]);
    await other.query(
      `insert into sessions (user_id, token_hash, expires_at) values ($1, $2, now() + interval '1 day')`,
      [ann.id, session.tokenHash],
    );
    const running = run();
    await somebodyWaits(other);
    await other.query('commit');
    await running;
    await setDisabled(database, { userId: ann.id, disabled: false, actor: ann.id });

    expect(await findSession(database, session)).toBeUndefined();
  });
});

describe.each([
  { what: 'a password change', run: change, refused: undefined },
  { what: 'the removal of an account', run: remove, refused: false },
])('$what that was confirmed earlier', ({ run, refused }) => {
  const hash = async () => (await findCredentials(database, ann.username))?.password_hash;

  it('does not overrule a password that was changed since', async () => {
    const owner = await logIn();
    if (!owner) throw new Error('cannot log in');
    const own = { ...confirmed(), session: owner.session_id, newHash: 'z' };
    expect(await changePassword(database, own)).toEqual([ann.session]);

    expect(await run()).toBe(refused);
    expect(await hash()).toBe('z');
    expect(await changePassword(database, { ...own, passwordHash: 'z' })).toEqual([]);
  });

  it('waits for a change that is under way, and does nothing then', async () => {
    await other.query('begin');
    await other.query(`update users set password_hash = 'z' where id = $1`, [ann.id]);
    const running = run();
    await somebodyWaits(other);
    await other.query('commit');

    expect(await running).toBe(refused);
    expect(await hash()).toBe('z');
  });

  it('is none of a session that has ended', async () => {
    await endSession(database, ann.session);

    expect(await run()).toBe(refused);
    expect(await hash()).toBe('x');
  });

  it('is none of another user’s session', async () => {
    const ben = await makeUser(database, 'ben');
    ann = { ...ann, session: ben.session };

    expect(await run()).toBe(refused);
    expect(await hash()).toBe('x');
  });

  it('is none of a user who was disabled since', async () => {
    await other.query('begin');
    await other.query('update users set disabled_at = now() where id = $1', [ann.id]);
    const running = run();
    await somebodyWaits(other);
    await other.query('commit');

    expect(await running).toBe(refused);
  });
});
