import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endSession, findEnded } from '../../shared/postgres/sessions.ts';
import { SessionId } from '../../shared/protocol/ids.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeUser } from '../setup/people.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => database.drop());

it('finds the sessions that are none any more, have expired, or whose users may not log in', async () => {
  const names = ['live', 'ended', 'expired', 'disabled', 'removed'];
  const users = await Promise.all(names.map((name) => makeUser(database, name)));
  const [live, ended, expired, disabled, removed] = users.map(({ session }) => session);
  const unknown = v.parse(SessionId, randomUUID());
  if (ended) await endSession(database, ended);
  await database.query('update sessions set expires_at = now() where id = $1', [expired]);
  await database.query('update users set disabled_at = now() where id = $1', [users[3]?.id]);
  await database.query('update users set removed_at = now() where id = $1', [users[4]?.id]);

  const all = [live, ended, expired, disabled, removed, unknown].filter((one) => one !== undefined);

  expect(await findEnded(database, all)).toEqual(new Set([ended, expired, disabled, removed, unknown]));
  expect(await findEnded(database, [])).toEqual(new Set());
});
