import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEvents } from '../../shared/postgres/events.ts';
import { addMember } from '../../shared/postgres/members.ts';
import { removeMember } from '../../shared/postgres/remove-member.ts';
import { endSession } from '../../shared/postgres/sessions.ts';
import type { RoomId } from '../../shared/protocol/ids.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeRoom, makeUser, newMessageId, type TestUser } from '../setup/people.ts';
import { deletion, edit, reaction, seqOf, writingTo } from './writing.ts';

let database: TestDatabase;
/** Owns the room. */
let ann: TestUser;
let ben: TestUser;
let cid: TestUser;
let room: RoomId;
let send: ReturnType<typeof writingTo>['send'];
let changed: ReturnType<typeof writingTo>['changed'];

const eventAt = async (seq: number) =>
  (await readEvents(database, { roomId: room, after: seq - 1, limit: 1 }))[0];
const headOf = async (of: RoomId) =>
  (await database.query<{ head: number }>('select head from rooms where id = $1', [of]))[0]?.head;
/** The rows that hold a body with this in it. */
const storedWith = (text: string) =>
  database.query('select seq from events where body like $1', [`%${text}%`]);

beforeAll(async () => {
  database = await makeDatabase({ connections: 16 });
  [ann, ben, cid] = await Promise.all([
    makeUser(database, 'ann'),
    makeUser(database, 'ben'),
    makeUser(database, 'cid'),
  ]);
  room = await makeRoom(database, { owner: ann, members: [ben, cid] });
  ({ send, changed } = writingTo(database, room));
});

afterAll(() => database.drop());

describe('accepting a change', () => {
  it('gives the next seq, and history tells it beside the message as it was sent', async () => {
    const target = seqOf(await send(ben, 'helo'));

    const edited = await changed(ben, target, edit('hello'));
    const reacted = await changed(cid, target, reaction('👍'));

    expect([seqOf(edited), seqOf(reacted)]).toEqual([target + 1, target + 2]);
    expect(await readEvents(database, { roomId: room, after: target - 1, limit: 9 })).toMatchObject([
      { kind: 'message', seq: target, body: 'helo' },
      { kind: 'edit', target, body: 'hello', sender: { id: ben.id } },
      { kind: 'reaction', target, emoji: '👍', on: true, sender: { id: cid.id } },
    ]);
  });

  it('lets the sender edit and delete, the owner delete, and everybody react', async () => {
    const target = seqOf(await send(ben, 'mine'));

    expect(await changed(ann, target, edit('not yours'))).toEqual({ kind: 'notAllowed' });
    expect(await changed(cid, target, edit('not yours'))).toEqual({ kind: 'notAllowed' });
    expect(await changed(cid, target, deletion)).toEqual({ kind: 'notAllowed' });
    expect(await headOf(room)).toBe(target);
    expect(await changed(cid, target, reaction('🎉'))).toMatchObject({ kind: 'accepted' });
    expect(await changed(ann, target, deletion)).toMatchObject({ kind: 'accepted', seq: target + 2 });
  });

  it('finds no message by a seq of another epoch: the room was restored from a backup', async () => {
    const target = seqOf(await send(ben, 'one'));
    const [before] = await database.query<{ epoch: string }>('select epoch from rooms where id = $1', [room]);
    const id = newMessageId();

    expect(await changed(ben, target, reaction('👍'), { id, epoch: before?.epoch })).toMatchObject({
      kind: 'accepted',
    });
    await database.query('update rooms set epoch = uuidv7() where id = $1', [room]);

    for (const change of [edit('x'), deletion, reaction('👍')]) {
      expect(await changed(ben, target, change, { epoch: before?.epoch })).toEqual({ kind: 'noMessage' });
      expect(await changed(ben, target, change, { epoch: 'no epoch' })).toEqual({ kind: 'noMessage' });
    }
    expect(await headOf(room)).toBe(target + 1);
    expect(await changed(ben, target, reaction('👍'), { id, epoch: before?.epoch })).toMatchObject({
      kind: 'repeated',
      seq: target + 1,
    });
    expect(await changed(ben, target, edit('x'))).toMatchObject({ kind: 'accepted' });
  });

  it('takes no seq for what is no message, of another room, deleted, or a stranger’s or ended session’s', async () => {
    const target = seqOf(await send(ben, 'one'));
    await changed(ben, target, deletion);
    const eve = await makeUser(database, 'eve');
    const gone = await makeUser(database, 'gone');
    await endSession(database, gone.session);
    const theirs = await makeRoom(database, { owner: eve });
    const there = seqOf(await send(eve, 'theirs', { to: theirs }));
    const before = await headOf(room);

    for (const change of [edit('x'), deletion, reaction('👍')]) {
      expect(await changed(ben, target, change)).toEqual({ kind: 'noMessage' });
      expect(await changed(ben, target + 1, change)).toEqual({ kind: 'noMessage' });
      expect(await changed(ben, 1, change)).toEqual({ kind: 'noMessage' });
      expect(await changed(ben, 2 ** 52, change)).toEqual({ kind: 'noMessage' });
      expect(await changed(eve, target, change)).toEqual({ kind: 'notMember' });
      expect(await changed(ben, there, change, { to: theirs })).toEqual({ kind: 'notMember' });
      expect(await changed(gone, target, change)).toEqual({ kind: 'unauthenticated' });
      expect(await changed({ ...ben, session: ann.session }, target, change)).toEqual({
        kind: 'unauthenticated',
      });
    }
    expect(await headOf(room)).toBe(before);
    expect(await headOf(theirs)).toBe(there);
  });

  it('answers a retry with the first seq for ever, also once the message is deleted', async () => {
    const [messageId, id] = [newMessageId(), newMessageId()];
    const target = seqOf(await send(ben, 'first', { id: messageId }));
    const first = await changed(ben, target, edit('second'), { id });
    const deletionId = newMessageId();
    const gone = await changed(ben, target, deletion, { id: deletionId });

    expect(await changed(ben, target, edit('second'), { id })).toMatchObject({
      kind: 'repeated',
      seq: seqOf(first),
    });
    expect(await changed(ben, target, deletion, { id: deletionId })).toMatchObject({
      kind: 'repeated',
      seq: seqOf(gone),
    });
    expect(await send(ben, 'first', { id: messageId })).toMatchObject({ kind: 'repeated', seq: target });
  });

  it('F5: refuses an id that stands for something else', async () => {
    const [messageId, editId, reactionId] = [newMessageId(), newMessageId(), newMessageId()];
    const target = seqOf(await send(ben, 'text', { id: messageId }));
    const other = seqOf(await send(ben, 'other'));
    await changed(ben, target, edit('text'), { id: editId });
    await changed(ben, target, reaction('👍'), { id: reactionId });

    const conflicts = [
      await changed(ben, target, edit('another'), { id: editId }),
      await changed(ben, other, edit('text'), { id: editId }),
      await changed(ben, target, deletion, { id: editId }),
      await changed(ben, target, edit('text'), { id: messageId }),
      await changed(ben, target, reaction('👍', false), { id: reactionId }),
      await changed(ben, target, reaction('🎉'), { id: reactionId }),
      await send(ben, 'text', { id: editId }),
    ];

    expect(conflicts).toEqual(conflicts.map(() => ({ kind: 'conflicting' })));
    expect(await changed(cid, target, reaction('👍'), { id: reactionId })).toMatchObject({
      kind: 'accepted',
    });
  });

  it('F4: stores one event when the same id is tried eight times at once', async () => {
    const target = seqOf(await send(ben, 'at once'));
    const id = newMessageId();

    const tries = await Promise.all(
      Array.from({ length: 8 }, () => changed(ben, target, edit('once'), { id })),
    );

    expect(tries.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
    expect(tries.filter(({ kind }) => kind === 'repeated')).toHaveLength(7);
    expect(new Set(tries.map(seqOf)).size).toBe(1);
  });

  it.each(['\u202eright to left', '👩‍👩‍👧 e\u0301', `'); drop table events; --`, 'x'.repeat(4_000)])(
    'keeps an edit as it came: %j',
    async (body) => {
      const target = seqOf(await send(ben, 'plain'));

      const seq = seqOf(await changed(ben, target, edit(body)));

      expect(await eventAt(seq)).toMatchObject({ kind: 'edit', body });
    },
  );
});

describe('a deletion', () => {
  it('erases the body of the message and of all its edits, and of nothing else', async () => {
    const target = seqOf(await send(ben, 'canary 1'));
    const edits = [];
    for (const body of ['canary 2', 'canary 3', 'canary 4'])
      edits.push(seqOf(await changed(ben, target, edit(body))));
    const other = seqOf(await send(ben, 'stays'));
    await changed(ben, other, edit('stays too'));

    await changed(ben, target, deletion);

    expect(await storedWith('canary')).toEqual([]);
    expect(await storedWith('stays')).toHaveLength(2);
    expect(await eventAt(target)).toMatchObject({ kind: 'message', body: '', deleted: true });
    for (const seq of edits)
      expect(await eventAt(seq)).toMatchObject({ kind: 'edit', body: '', deleted: true });
    expect(await eventAt(other)).not.toHaveProperty('deleted');
  });

  it('leaves no body behind when it meets edits in the same moment', async () => {
    const rounds = Array.from({ length: 40 }, async (_, round) => {
      const target = seqOf(await send(ben, `race ${round}`));
      const results = await Promise.all([
        ...Array.from({ length: 4 }, (__, n) => changed(ben, target, edit(`race ${round} ${n}`))),
        changed(ann, target, deletion),
        changed(ben, target, edit(`race ${round} last`)),
      ]);
      expect(results[4]).toMatchObject({ kind: 'accepted' });
    });

    await Promise.all(rounds);

    expect(await storedWith('race')).toEqual([]);
    const [late] = await database.query(
      `select count(*) as n from events c join events d on d.room_id = c.room_id and d.kind = 'deletion'
         and d.target_seq = c.target_seq and c.seq > d.seq where c.room_id = $1`,
      [room],
    );
    expect(late).toEqual({ n: 0 });
  });

  it('is accepted once, however many delete at once', async () => {
    const target = seqOf(await send(ben, 'only once'));

    const tries = await Promise.all([ann, ben, ann, ben].map((sender) => changed(sender, target, deletion)));

    expect(tries.map(({ kind }) => kind).toSorted()).toEqual([
      'accepted',
      'noMessage',
      'noMessage',
      'noMessage',
    ]);
  });
});

describe('50 messages, edits, deletions and reactions at once', () => {
  it('make the seqs 1..head with no hole, and none after its sender was removed', async () => {
    const leaver = await makeUser(database, 'leaver');
    const busy = await makeRoom(database, { owner: ann, members: [ben, leaver] });
    const targets = await Promise.all(
      Array.from({ length: 10 }, async (_, n) => seqOf(await send(leaver, `${n}`, { to: busy }))),
    );
    const to = { to: busy };

    await Promise.all([
      ...targets.flatMap((target, n) => [
        changed(leaver, target, edit(`edit ${n}`), to),
        changed(ben, target, reaction('👍'), to),
        changed(leaver, target, reaction('🎉'), to),
        n % 2 === 0 ? changed(ann, target, deletion, to) : changed(leaver, target, deletion, to),
        send(ben, `more ${n}`, to),
      ]),
      removeMember(database, { roomId: busy, actor: ann.id, member: leaver.id }),
    ]);

    const [sums] = await database.query(
      `select r.head = count(*) and r.head = max(e.seq) and min(e.seq) = 1 as whole,
         count(*) filter (where e.sender_id = $2 and e.seq > gone.seq) as late
       from rooms r join events e on e.room_id = r.id
       join events gone on gone.room_id = r.id and gone.kind = 'memberLeft'
       where r.id = $1 group by r.head`,
      [busy, leaver.id],
    );
    expect(sums).toEqual({ whole: true, late: 0 });
    await addMember(database, { roomId: busy, actor: ann.id, username: leaver.username });
  });
});
