import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { removeAccount } from '../../shared/chat/sessions.ts';
import { addMember } from '../../shared/postgres/members.ts';
import { removeMember } from '../../shared/postgres/remove-member.ts';
import { createRoom, listRoomIds } from '../../shared/postgres/rooms.ts';
import { findCredentials, removeUser } from '../../shared/postgres/users.ts';
import type { RoomId, UserId } from '../../shared/protocol/ids.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeRoom, makeUser, type TestUser } from '../setup/people.ts';
import { openSecondClient, somebodyWaits } from './second-client.ts';

let database: TestDatabase;
let other: pg.Client;
let ann: TestUser;
let ben: TestUser;

beforeAll(async () => {
  database = await makeDatabase({ connections: 16 });
  other = await openSecondClient(database);
});
afterAll(async () => {
  await other.end();
  await database.drop();
});
beforeEach(async () => {
  [ann, ben] = await Promise.all([makeUser(database, 'ann'), makeUser(database, 'ben')]);
});

/** Runs what waits for a removal of Ben's account that is under way, and then commits that. */
async function amidRemoval<Result>(run: () => Promise<Result>): Promise<PromiseSettledResult<Result>> {
  await other.query('begin');
  await other.query(`update users set removed_at = now(), username = 'deleted:' || id where id = $1`, [
    ben.id,
  ]);
  const settled = Promise.allSettled([run()]);
  await somebodyWaits(other);
  await other.query('commit');
  return (await settled)[0];
}

const leave = (roomId: RoomId, { id }: { readonly id: UserId }) =>
  removeMember(database, { roomId, actor: id, member: id });

/** The verb, on this database alone. */
const removeAccountOf = ({ id, username, session }: TestUser) =>
  removeAccount(
    {
      takeAttempt: async () => undefined,
      forgiveAttempt: async () => undefined,
      secrets: {
        hashPassword: async (password) => password,
        verifyPassword: async (password, hash) => password === hash,
        newToken: () => ({ text: '', hash: Buffer.alloc(0) }),
      },
      findCredentials: (name) => findCredentials(database, name),
      removeUser: (confirmed) => removeUser(database, confirmed),
      leaveAllRooms: async ({ user }) => {
        for (const room of await listRoomIds(database, user.id)) await leave(room, user);
      },
      endConnections: async () => undefined,
    },
    { user: { id, username, createdAt: '' }, session },
    'x',
  );

describe('a user whose account is being removed', () => {
  it('is added to no room', async () => {
    const room = await makeRoom(database, { owner: ann });

    const added = await amidRemoval(() =>
      addMember(database, { roomId: room, actor: ann.id, username: ben.username }),
    );

    expect(added).toMatchObject({ value: { kind: 'noSuchUser' } });
    expect(await listRoomIds(database, ben.id)).toEqual([]);
  });

  it.each([
    { what: 'with them as a member', room: () => ({ owner: ann.id, members: [ben.id] }) },
    { what: 'of their own', room: () => ({ owner: ben.id, members: [ann.id] }) },
  ])('gets no room $what: it is created with all or not at all', async ({ room }) => {
    const created = await amidRemoval(() => createRoom(database, { name: 'tea', ...room() }));

    expect(created).toMatchObject({ reason: { fields: { code: 'not_found' } } });
    expect(await listRoomIds(database, ben.id)).toEqual([]);
    expect(await listRoomIds(database, ann.id)).toEqual([]);
  });

  it('is in no room afterwards, however many add them meanwhile, and nobody locks anybody out', async () => {
    const rooms = await Promise.all(Array.from({ length: 5 }, () => makeRoom(database, { owner: ann })));
    for (let round = 0; round < 10; round += 1) {
      const going = await Promise.all([makeUser(database, 'going'), makeUser(database, 'going')]);
      const ids = going.map(({ id }) => id);
      const adding = rooms.flatMap((roomId) =>
        going.map(({ username }) => addMember(database, { roomId, actor: ann.id, username })),
      );
      const creating = [ids, ids.toReversed()].map((members) =>
        createRoom(database, { name: 'tea', owner: ann.id, members }).catch(({ fields }) => fields.code),
      );

      await Promise.all([...going.map(removeAccountOf), ...adding, ...creating]);

      for (const id of ids) expect(await listRoomIds(database, id)).toEqual([]);
    }
  });
});
