import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acceptMessage, type MessageToAccept } from '../../shared/postgres/accept-message.ts';
import { findAccepted } from '../../shared/postgres/find-accepted.ts';
import type { RoomId } from '../../shared/protocol/ids.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeRoom, makeUser, newMessageId, type TestUser } from '../setup/people.ts';
import { seqOf } from './writing.ts';

let database: TestDatabase;
let ben: TestUser;
let room: RoomId;
let question: number;
let epoch: string;

beforeAll(async () => {
  database = await makeDatabase();
  ben = await makeUser(database, 'ben');
});
afterAll(() => database.drop());

beforeEach(async () => {
  room = await makeRoom(database, { owner: ben });
  question = seqOf(await acceptMessage(database, written('a question')));
  epoch = await epochOf();
});

const written = (body: string, more: Partial<MessageToAccept> = {}): MessageToAccept => ({
  ...{ room, sender: ben.id, session: ben.session, id: newMessageId(), body },
  ...more,
});
const reply = (more: Partial<MessageToAccept> = {}) =>
  written('an answer', { replyTo: question, epoch, ...more });

async function epochOf(): Promise<string> {
  const rows = await database.query<{ epoch: string }>('select epoch from rooms where id = $1', [room]);
  return rows[0]?.epoch ?? '';
}

/** What a room is like after a restore from a backup. */
const renewEpoch = () => database.query('update rooms set epoch = uuidv7() where id = $1', [room]);

/** What the messages after the question reply to, as it is stored. */
async function storedReplies(): Promise<readonly unknown[]> {
  const rows = await database.query(
    'select reply_to from events where room_id = $1 and seq > $2 order by seq',
    [room, question],
  );
  return rows.map((row) => row['reply_to']);
}

describe('F21: a reply, after a restore from a backup', () => {
  it('that names the epoch of before replies to nothing, whatever has its seq by now', async () => {
    await renewEpoch();

    const toAnother = await acceptMessage(database, reply());
    const toNothing = await acceptMessage(database, reply({ replyTo: 999 }));

    expect(toAnother).toMatchObject({ kind: 'accepted', seq: question + 1 });
    expect(toAnother).not.toHaveProperty('replyTo');
    expect(toNothing).toMatchObject({ kind: 'accepted', seq: question + 2 });
    expect(await storedReplies()).toEqual([null, null]);
  });

  it('that names the epoch of now, or none, is one', async () => {
    await renewEpoch();

    const now = await acceptMessage(database, reply({ epoch: await epochOf() }));
    const none = await acceptMessage(database, reply({ epoch: undefined }));

    expect([now, none]).toMatchObject([{ replyTo: question }, { replyTo: question }]);
    expect(await storedReplies()).toEqual([question, question]);
  });

  it.each(['before', 'after'])('that was stored %s it is repeated, and not stored again', async (when) => {
    const wanted = reply();
    if (when === 'after') await renewEpoch();
    const seq = seqOf(await acceptMessage(database, wanted));
    if (when === 'before') await renewEpoch();

    expect(await acceptMessage(database, wanted)).toMatchObject({ kind: 'repeated', seq });
    expect(await findAccepted(database, wanted)).toMatchObject({ kind: 'repeated', seq });
    expect(await storedReplies()).toHaveLength(1);
  });
});

it('F5: the id of a reply with something else to reply to conflicts, by one epoch and by another', async () => {
  const wanted = reply();
  await acceptMessage(database, wanted);
  const other = { ...wanted, replyTo: question + 1 };
  const found = async () => [await acceptMessage(database, other), await findAccepted(database, other)];

  const before = await found();
  await renewEpoch();

  expect(before).toEqual([{ kind: 'conflicting' }, { kind: 'conflicting' }]);
  expect(await found()).toEqual(before);
});
