import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptMessage } from '../../shared/postgres/accept-message.ts';
import { addMember, findBusy, findRole } from '../../shared/postgres/members.ts';
import { removeMember } from '../../shared/postgres/remove-member.ts';
import { removeRoom } from '../../shared/postgres/rooms.ts';
import type { RoomId } from '../../shared/protocol/ids.ts';
import { limits } from '../../shared/protocol/limits.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeRoom, makeUser, newMessageId, type TestUser } from '../setup/people.ts';
import { openSecondClient, somebodyWaits } from './second-client.ts';

let database: TestDatabase;
let ann: TestUser;
let ben: TestUser;
let room: RoomId;

beforeAll(async () => {
  database = await makeDatabase();
  [ann, ben] = await Promise.all([makeUser(database, 'ann'), makeUser(database, 'ben')]);
  room = await makeRoom(database, { owner: ann });
});
afterAll(() => database.drop());

const add = (username: string) => addMember(database, { roomId: room, actor: ann.id, username });

describe('adding a member', () => {
  it('tells the event once, and the member each time, however many add at once', async () => {
    const added = await Promise.all(Array.from({ length: 10 }, () => add(ben.username.toUpperCase())));

    const batches = added.flatMap((one) => (one.kind === 'member' && one.batch ? [one.batch] : []));
    expect(batches).toMatchObject([{ room, events: [{ kind: 'memberJoined', member: { id: ben.id } }] }]);
    for (const one of added) expect(one).toMatchObject({ member: { id: ben.id, role: 'member' } });
  });

  it('tells a stranger of the room nothing, and a member that there is no such user', async () => {
    const eve = await makeUser(database, 'eve');

    const byEve = await addMember(database, { roomId: room, actor: eve.id, username: eve.username });
    expect(byEve).toEqual({ kind: 'notAllowed' });
    expect(await add('nobody-of-that-name')).toEqual({ kind: 'noSuchUser' });
  });
});

describe('an owner who leaves', () => {
  it('leaves the room to somebody who stays, however many leave at once', async () => {
    const people = await Promise.all(Array.from({ length: 6 }, (_, n) => makeUser(database, `p${n}`)));
    const [owner, ...members] = people;
    if (!owner) throw new Error('nobody was made');
    const rooms = await Promise.all(Array.from({ length: 20 }, () => makeRoom(database, { owner, members })));
    const leave = (roomId: RoomId, { id }: TestUser) =>
      removeMember(database, { roomId, actor: id, member: id });

    // All but the last.
    await Promise.all(rooms.flatMap((id) => people.slice(0, -1).map((one) => leave(id, one))));

    const last = people.at(-1);
    for (const roomId of rooms)
      expect(await findRole(database, { roomId, userId: last?.id ?? owner.id })).toBe('owner');
  });

  it('leaves it to somebody who is being added in the same moment', async () => {
    const [owner, added] = await Promise.all([makeUser(database, 'owner'), makeUser(database, 'added')]);
    const roomId = await makeRoom(database, { owner });
    const other = await openSecondClient(database);
    await other.query('begin');
    await other.query('select from members where room_id = $1 and user_id = $2 for key share', [
      roomId,
      owner.id,
    ]);
    await other.query(`insert into members (room_id, user_id, role) values ($1, $2, 'member')`, [
      roomId,
      added.id,
    ]);
    const left = removeMember(database, { roomId, actor: owner.id, member: owner.id });
    await somebodyWaits(other);
    await other.query('commit');
    await other.end();

    expect(await left).toMatchObject({ events: [{ kind: 'memberLeft' }] });
    expect(await findRole(database, { roomId, userId: added.id })).toBe('owner');
  });
});

describe('deleting a room', () => {
  it('gets in nobody’s way who is sending to it', async () => {
    const members = await Promise.all(Array.from({ length: 7 }, (_, n) => makeUser(database, `s${n}`)));
    const rooms = await Promise.all(
      Array.from({ length: 10 }, () => makeRoom(database, { owner: ann, members })),
    );
    const send = (roomId: RoomId, { id, session }: TestUser) =>
      acceptMessage(database, { room: roomId, sender: id, session, id: newMessageId(), body: 'hello' });

    for (const roomId of rooms) {
      const sent = [...members, ...members].map((member) => send(roomId, member));
      const deleted = removeRoom(database, { roomId, userId: ann.id });
      const kinds = new Set((await Promise.all(sent)).map(({ kind }) => kind));

      expect(await deleted).toBe(true);
      expect(['accepted', 'notMember']).toEqual(expect.arrayContaining([...kinds]));
    }
  });
});

describe('somebody who is in as many rooms as anybody may be', () => {
  it('can be added to no other until one is left, and stays where added already', async () => {
    const cy = await makeUser(database, 'cy');
    expect(await add(cy.username)).toMatchObject({ kind: 'member' });
    for (let rooms = 1; rooms < limits.roomsPerUser; rooms += 1) await makeRoom(database, { owner: cy });
    const other = await makeRoom(database, { owner: ann });
    const addToOther = () => addMember(database, { roomId: other, actor: ann.id, username: cy.username });

    expect(await findBusy(database, [ann.id, cy.id])).toEqual([cy.id]);
    expect(await addToOther()).toEqual({ kind: 'tooManyRooms' });
    expect(await findRole(database, { roomId: other, userId: cy.id })).toBeUndefined();
    expect(await add(cy.username)).toMatchObject({ kind: 'member', member: { id: cy.id }, batch: undefined });

    await removeMember(database, { roomId: room, actor: cy.id, member: cy.id });
    expect(await addToOther()).toMatchObject({ kind: 'member', member: { id: cy.id } });
  });
});

describe('removing a member', () => {
  it('is not done when Postgres comes to it too late, so that nobody stays in a room unseen', async () => {
    await add(ben.username);
    const removal = { roomId: room, actor: ann.id, member: ben.id };

    expect(await removeMember(database, removal, new Date(Date.now() - 1))).toBeUndefined();
    expect(await findRole(database, { roomId: room, userId: ben.id })).toBe('member');

    expect(await removeMember(database, removal)).toMatchObject({ events: [{ kind: 'memberLeft' }] });
  });
});
