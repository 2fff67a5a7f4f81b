import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acceptChange } from '../../shared/postgres/accept-change.ts';
import { findAccepted } from '../../shared/postgres/find-accepted.ts';
import { listRooms } from '../../shared/postgres/rooms.ts';
import { throttleByEvents } from '../../shared/postgres/throttle-by-events.ts';
import type { RoomId } from '../../shared/protocol/ids.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeRoom, makeUser, newMessageId, type TestUser } from '../setup/people.ts';
import { deletion, edit, reaction, seqOf, writingTo } from './writing.ts';

let database: TestDatabase;
let ann: TestUser;
let ben: TestUser;
let room: RoomId;
let send: ReturnType<typeof writingTo>['send'];
let changed: ReturnType<typeof writingTo>['changed'];

beforeAll(async () => {
  database = await makeDatabase();
  [ann, ben] = await Promise.all([makeUser(database, 'ann'), makeUser(database, 'ben')]);
  room = await makeRoom(database, { owner: ann, members: [ben] });
  ({ send, changed } = writingTo(database, room));
});

afterAll(() => database.drop());

describe('what changes mean elsewhere', () => {
  it('the last message of a room has its newest body, and a deleted one is not unread', async () => {
    const own = await makeRoom(database, { owner: ann, members: [ben] });
    const first = seqOf(await send(ann, 'one', { to: own }));
    const last = seqOf(await send(ann, 'two', { to: own }));
    await changed(ann, last, edit('too'), { to: own });
    await changed(ann, last, edit('two!'), { to: own });
    const [edited] = await listRooms(database, { userId: ben.id, roomId: own });
    await changed(ann, last, deletion, { to: own });
    const [deleted] = await listRooms(database, { userId: ben.id, roomId: own });

    expect(edited).toMatchObject({ unread: 2, head: last + 2, lastMessage: { seq: last, body: 'two!' } });
    expect(deleted).toMatchObject({ unread: 1, lastMessage: { seq: last, body: '', deleted: true } });
    expect(first).toBe(last - 1);
  });

  it('an earlier try is found by its id, whatever the throttle says', async () => {
    const target = seqOf(await send(ben, 'look'));
    const id = newMessageId();
    const wanted = { room, sender: ben.id, session: ben.session, id, target, change: reaction('👀') };
    const seq = seqOf(await acceptChange(database, wanted));

    expect(await findAccepted(database, wanted)).toMatchObject({ kind: 'repeated', seq });
    expect(await findAccepted(database, { ...wanted, change: deletion })).toEqual({ kind: 'conflicting' });
    expect(await findAccepted(database, { ...wanted, id: newMessageId() })).toBeUndefined();
    expect(await findAccepted(database, { ...wanted, session: ann.session })).toBeUndefined();
  });

  it('changes and messages are throttled apart while Redis is away', async () => {
    const own = await makeUser(database, 'own');
    const theirs = await makeRoom(database, { owner: own });
    const target = seqOf(await send(own, 'one', { to: theirs }));
    for (let n = 0; n < 4; n += 1) await changed(own, target, edit(`${n}`), { to: theirs });
    const wait = (kinds: readonly ('message' | 'edit' | 'reaction')[], most: number) =>
      throttleByEvents(database, { user: own.id, kinds, most, windowMs: 10_000 });

    expect(await wait(['message'], 2)).toBeUndefined();
    expect(await wait(['message'], 1)).toBeGreaterThan(5_000);
    expect(await wait(['edit', 'reaction'], 5)).toBeUndefined();
    expect(await wait(['edit', 'reaction'], 4)).toBeGreaterThan(5_000);
  });
});
