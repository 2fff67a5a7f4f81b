import { afterAll, beforeAll, expect, it } from 'vitest';
import { renewEpochs } from '../../shared/postgres/epochs.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeRoom, makeUser } from '../setup/people.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => database.drop());

const epochs = () =>
  database.query<{ id: string; epoch: string }>('select id, epoch from rooms order by id', []);

it('gives every room a new epoch, in steps, and none two', async () => {
  const owner = await makeUser(database);
  for (let n = 0; n < 5; n += 1) await makeRoom(database, { owner });
  const before = await epochs();

  const renewed = await renewEpochs(database, 2);
  const after = await epochs();

  expect(renewed).toBe(5);
  expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(new Set([...before, ...after].map(({ epoch }) => epoch)).size).toBe(10);
});

it('finds nothing to do without rooms', async () => {
  await database.query('delete from rooms', []);

  expect(await renewEpochs(database)).toBe(0);
});
