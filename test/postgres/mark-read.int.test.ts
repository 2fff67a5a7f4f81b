import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markRead } from '../../shared/postgres/mark-read.ts';
import { listMembers } from '../../shared/postgres/members.ts';
import { listRooms } from '../../shared/postgres/rooms.ts';
import type { RoomId } from '../../shared/protocol/ids.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeRoom, makeUser, type TestUser } from '../setup/people.ts';
import { seqOf, writingTo } from './writing.ts';

let database: TestDatabase;
let ann: TestUser;
let ben: TestUser;
let eve: TestUser;
let room: RoomId;
let head: number;

beforeAll(async () => {
  database = await makeDatabase();
  [ann, ben, eve] = (await Promise.all(
    ['ann', 'ben', 'eve'].map((name) => makeUser(database, name)),
  )) as unknown as [TestUser, TestUser, TestUser];
  room = await makeRoom(database, { owner: ann, members: [ben] });
  const { send } = writingTo(database, room);
  for (const body of ['one', 'two', 'three', 'four']) head = seqOf(await send(ann, body));
});

afterAll(() => database.drop());

const mark = (user: TestUser, seq: number) =>
  markRead(database, { room, user: user.id, session: user.session, seq });
const unread = async () => (await listRooms(database, { userId: ben.id, roomId: room }))[0]?.unread;

describe('the read cursor', () => {
  it('goes forward and never back, and what is unread falls with it', async () => {
    expect(await unread()).toBe(4);

    expect(await mark(ben, head - 2)).toEqual({ kind: 'moved', seq: head - 2 });
    expect(await unread()).toBe(2);
    expect(await mark(ben, head - 3)).toEqual({ kind: 'stays', seq: head - 2 });
    expect(await mark(ben, head - 2)).toEqual({ kind: 'stays', seq: head - 2 });

    expect(await unread()).toBe(2);
  });

  it('goes to the head at most', async () => {
    expect(await mark(ben, 2 ** 52)).toEqual({ kind: 'moved', seq: head });
    expect(await unread()).toBe(0);
  });

  it('is the highest of many that are set at once, and moves no more often than it rises', async () => {
    const seqs = Array.from({ length: 40 }, (_, n) => (n % head) + 1);

    const marks = await Promise.all(seqs.map((seq) => mark(ann, seq)));

    const cursor = (await listMembers(database, room)).find(({ id }) => id === ann.id)?.read_seq;
    expect(cursor).toBe(head);
    expect(marks.filter(({ kind }) => kind === 'moved').length).toBeLessThanOrEqual(head);
  });

  it('is nobody’s who is no member or whose session is another’s', async () => {
    expect(await mark(eve, 1)).toEqual({ kind: 'notMember' });
    expect(await mark({ ...ben, session: ann.session }, 1)).toEqual({ kind: 'unauthenticated' });
  });
});
