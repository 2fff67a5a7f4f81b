import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptMessage } from '../../shared/postgres/accept-message.ts';
import { removeMember } from '../../shared/postgres/remove-member.ts';
import { endSession } from '../../shared/postgres/sessions.ts';
import type { RoomId } from '../../shared/protocol/ids.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeRoom, makeUser, newMessageId, type TestUser } from '../setup/people.ts';

let database: TestDatabase;
let ann: TestUser;
let ben: TestUser;
let room: RoomId;

const send = (
  sender: TestUser,
  body: string,
  more: { id?: ReturnType<typeof newMessageId>; replyTo?: number } = {},
) =>
  acceptMessage(database, {
    room,
    sender: sender.id,
    session: sender.session,
    id: newMessageId(),
    body,
    ...more,
  });

beforeAll(async () => {
  database = await makeDatabase({ connections: 16 });
  ann = await makeUser(database, 'ann');
  ben = await makeUser(database, 'ben');
  room = await makeRoom(database, { owner: ann, members: [ben] });
});

afterAll(() => database.drop());

describe('accepting a message', () => {
  it('gives the next seq of the room', async () => {
    const first = await send(ann, 'one');
    const second = await send(ben, 'two');

    expect(first).toMatchObject({ kind: 'accepted', seq: 3 });
    expect(second).toMatchObject({ kind: 'accepted', seq: 4 });
  });

  it('answers a retry with the seq of the first try', async () => {
    const id = newMessageId();

    const first = await send(ann, 'once', { id });
    const second = await send(ann, 'once', { id });

    expect(first).toMatchObject({ kind: 'accepted' });
    expect(second).toEqual({
      kind: 'repeated',
      seq: 'seq' in first && first.seq,
      at: 'at' in first && first.at,
    });
  });

  it('F4: stores one event when the same id is sent eight times at once', async () => {
    const id = newMessageId();

    const tries = await Promise.all(Array.from({ length: 8 }, () => send(ann, 'at once', { id })));

    expect(tries.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
    expect(tries.filter(({ kind }) => kind === 'repeated')).toHaveLength(7);
    expect(new Set(tries.map((t) => 'seq' in t && t.seq)).size).toBe(1);
  });

  it('F5: keeps the first body when the same id comes with another', async () => {
    const id = newMessageId();
    await send(ann, 'first', { id });

    expect(await send(ann, 'second', { id })).toEqual({ kind: 'conflicting' });
    expect(await send(ann, 'first', { id, replyTo: 3 })).toEqual({ kind: 'conflicting' });
  });

  it('lets two senders use the same id', async () => {
    const id = newMessageId();

    expect(await send(ann, 'mine', { id })).toMatchObject({ kind: 'accepted' });
    expect(await send(ben, 'mine', { id })).toMatchObject({ kind: 'accepted' });
  });

  it('takes no seq for a stranger, an ended session, or an answer to nothing', async () => {
    const eve = await makeUser(database, 'eve');
    const gone = await makeUser(database, 'gone');
    await endSession(database, gone.session);
    const before = await send(ann, 'before');

    expect(await send(eve, 'let me in')).toEqual({ kind: 'notMember' });
    expect(await send(gone, 'still here')).toEqual({ kind: 'unauthenticated' });
    expect(await send({ ...ann, session: ben.session }, 'forged')).toEqual({ kind: 'unauthenticated' });
    expect(await send(ann, 'to nothing', { replyTo: 999 })).toEqual({ kind: 'nothingToAnswer' });
    expect(await send(ann, 'to a join', { replyTo: 1 })).toEqual({ kind: 'nothingToAnswer' });

    const after = await send(ann, 'after');
    expect('seq' in before && 'seq' in after && after.seq - before.seq).toBe(1);
  });

  it('F14: puts no message of a member after the event that removed it', async () => {
    const members = await Promise.all(Array.from({ length: 8 }, () => makeUser(database, 'leaver')));
    const busy = await makeRoom(database, { owner: ann, members });

    await Promise.all(
      members.flatMap((member) => [
        ...Array.from({ length: 10 }, () =>
          acceptMessage(database, {
            room: busy,
            sender: member.id,
            session: member.session,
            id: newMessageId(),
            body: 'x',
          }),
        ),
        removeMember(database, { roomId: busy, actor: ann.id, member: member.id }),
      ]),
    );

    const late = await database.query(
      `select e.seq from events e join events gone on gone.room_id = e.room_id and gone.kind = 'memberLeft'
         and gone.member_id = e.sender_id and e.seq > gone.seq
       where e.room_id = $1 and e.kind = 'message'`,
      [busy],
    );
    expect(late).toEqual([]);
  });
});

describe('10,000 sends by 16 senders into 20 rooms, a third of them sent twice at once', () => {
  it('make the seqs 1..head in every room, and nothing twice', async () => {
    const senders = await Promise.all(Array.from({ length: 16 }, (_, n) => makeUser(database, `sender${n}`)));
    const [owner, ...members] = senders;
    if (!owner) throw new Error('no sender');
    const rooms = await Promise.all(Array.from({ length: 20 }, () => makeRoom(database, { owner, members })));
    let next = 0;
    const work = async (sender: TestUser): Promise<void> => {
      while (next < 10_000) {
        const n = next++;
        const target = rooms[n % rooms.length] ?? room;
        const message = {
          room: target,
          sender: sender.id,
          session: sender.session,
          id: newMessageId(),
          body: `${n}`,
        };
        const tries = n % 3 === 0 ? [message, message] : [message];
        await Promise.all(tries.map((one) => acceptMessage(database, one)));
      }
    };

    await Promise.all(senders.map(work));

    const [sums] = await database.query(
      `select count(*) as events, count(distinct body) filter (where kind = 'message') as messages,
         bool_and(r.head = counted.last and counted.last = counted.events and counted.first = 1) as whole
       from events e join rooms r on r.id = e.room_id
       join (select room_id, max(seq) as last, min(seq) as first, count(*) as events from events group by 1) counted
         on counted.room_id = e.room_id
       where e.room_id = any ($1)`,
      [rooms],
    );
    expect(sums).toEqual({ events: 10_000 + 20 * 16, messages: 10_000, whole: true });
  }, 60_000);
});
