import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCompany } from '../../shared/postgres/company.ts';
import { removeMember } from '../../shared/postgres/remove-member.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeRoom, makeUser } from '../setup/people.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(() => database.drop());

describe('the company of a user', () => {
  it('is in the rooms that the user is in now, the last ones joined, so many at most', async () => {
    const [ann, ben] = [await makeUser(database, 'ann'), await makeUser(database, 'ben')];
    const rooms = [];
    for (let n = 0; n < 4; n += 1) rooms.push(await makeRoom(database, { owner: ann, members: [ben] }));
    const [first, second, third, left] = rooms;
    await makeRoom(database, { owner: ann });
    if (left) await removeMember(database, { roomId: left, actor: ben.id, member: ben.id });

    const person = { id: ben.id, username: ben.username };
    const read = (most: number) => readCompany(database, { user: ben.id, rooms: most });
    expect(await read(50)).toEqual({ person, rooms: [third, second, first] });
    expect(await read(2)).toEqual({ person, rooms: [third, second] });
  });

  it('is none without a room', async () => {
    const { id } = await makeUser(database, 'eve');

    expect(await readCompany(database, { user: id, rooms: 50 })).toBeUndefined();
  });
});
