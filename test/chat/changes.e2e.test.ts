import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, register } from '../setup/chat/api.ts';
import { findInLogs } from '../setup/chat/logs.ts';
import { meet, type Party } from '../setup/chat/party.ts';
import { expectRefusal } from '../setup/chat/refusal.ts';
import { type Frame, open } from '../setup/chat/socket.ts';
import { inDatabase } from '../setup/chat/stored.ts';
import { wscat } from '../setup/chat/wscat.ts';
import { until } from '../setup/until.ts';

let party: Party;

// New people for each test: what a user may send is counted.
beforeEach(async () => {
  party = await meet();
});
afterEach(() => party.leave());

const eventsOf = ({ events }: Frame): readonly Frame[] => events ?? [];
const hasKind = (kind: string) => (frame: Frame) => eventsOf(frame).some((event) => event.kind === kind);
const history = async ({ room, ann }: Party): Promise<readonly Frame[]> =>
  (await ask(`/rooms/${room}/events`, { token: ann.token })).body.events;
const sent = (body: string, { a, room }: Party = party) => a.ask({ room, body });

describe('a message', () => {
  it('is edited, reacted to and deleted before the eyes of the others, each a numbered event', async () => {
    const { a, b, ann, ben, room } = party;
    const { seq } = await sent('helo');

    const edited = await a.ask({ action: 'editMessage', room, seq, body: 'hello' });
    const edit = await b.next(hasKind('edit'));
    const reacted = await b.ask({ action: 'react', room, seq, emoji: '👍', on: true });
    const reaction = await a.next(hasKind('reaction'));
    const removed = await a.ask({ action: 'deleteMessage', room, seq });
    const deletion = await b.next(hasKind('deletion'));

    expect([edited, reacted, removed]).toMatchObject(
      [1, 2, 3].map((n) => ({ type: 'ack', room, seq: seq + n, repeated: false })),
    );
    const by = (person: typeof ann) => ({ id: person.id, username: person.username });
    const told = { target: seq, at: expect.any(String) };
    expect(edit.events).toContainEqual({
      ...told,
      kind: 'edit',
      seq: seq + 1,
      id: edited.id,
      sender: by(ann),
      body: 'hello',
    });
    expect(reaction.events).toContainEqual({
      ...told,
      kind: 'reaction',
      seq: seq + 2,
      id: reacted.id,
      sender: by(ben),
      emoji: '👍',
      on: true,
    });
    expect(deletion.events).toContainEqual({
      ...told,
      kind: 'deletion',
      seq: seq + 3,
      id: removed.id,
      sender: by(ann),
    });
  });

  it('that is deleted is nowhere any more: not in history, sync, the list of rooms, storage or the logs', async () => {
    const { a, b, room, ann } = party;
    const secret = `canary-${randomUUID()}`;
    const { seq } = await sent(`${secret} one`);
    await a.ask({ action: 'editMessage', room, seq, body: `${secret} two` });
    await a.ask({ action: 'editMessage', room, seq, body: `${secret} three` });

    const { seq: last } = await a.ask({ action: 'deleteMessage', room, seq });
    b.send({ action: 'sync', cursors: { [room]: { seq: seq - 1 } } });
    const synced = await b.next(({ type }) => type === 'synced');
    const rooms = await ask('/rooms', { token: ann.token });

    const gone = { body: '', deleted: true };
    expect(synced.rooms[room].events).toMatchObject([
      { kind: 'message', seq, ...gone },
      { kind: 'edit', target: seq, ...gone },
      { kind: 'edit', target: seq, ...gone },
      { kind: 'deletion', target: seq, seq: last },
    ]);
    expect(await history(party)).toMatchObject([{}, {}, ...synced.rooms[room].events]);
    expect(rooms.body.rooms[0]).toMatchObject({ head: last, lastMessage: { seq, ...gone } });
    expect(await inDatabase('select from events where body like $1', [`%${secret}%`])).toEqual([]);
    expect(await findInLogs([secret])).toEqual([]);
    expect((await findInLogs([room])).length).toBeGreaterThan(0);
  });

  it('is changed once, however often the frame is tried', async () => {
    const { a, b, room } = party;
    const { seq } = await sent('once');
    const frame = { action: 'editMessage', room, seq, id: randomUUID(), body: 'only once' };

    const first = await a.ask(frame);
    const again = await a.ask(frame);
    const other = await a.ask({ ...frame, body: 'not this' });
    const asMessage = await a.ask({ room, id: frame.id, body: 'nor this' });
    await b.next(hasKind('edit'));

    expect([first, again]).toMatchObject([
      { seq: seq + 1, repeated: false },
      { seq: seq + 1, repeated: true },
    ]);
    expectRefusal(other, 'conflict');
    expectRefusal(asMessage, 'conflict');
    expect((await history(party)).filter(({ kind }) => kind === 'edit')).toHaveLength(1);
  });

  it('is not changed by who may not, and a stranger is told nothing of it', async () => {
    const { a, b, room } = party;
    const eve = await open(await register('eve'));
    const { seq } = await sent('ann’s');
    const theirs = await b.ask({ room, body: 'ben’s' });

    const tries = await Promise.all([
      b.ask({ action: 'editMessage', room, seq, body: 'mine now' }),
      b.ask({ action: 'deleteMessage', room, seq }),
      a.ask({ action: 'editMessage', room, seq: theirs.seq, body: 'the owner’s word' }),
      a.ask({ action: 'editMessage', room, seq: 1, body: 'who joined' }),
      a.ask({ action: 'deleteMessage', room, seq: 999 }),
      eve.ask({ action: 'react', room, seq, emoji: '👍', on: true }),
      eve.ask({ action: 'deleteMessage', room, seq }),
    ]);
    const byOwner = await a.ask({ action: 'deleteMessage', room, seq: theirs.seq });
    const twice = await b.ask({ action: 'deleteMessage', room, seq: theirs.seq });

    const codes = ['forbidden', 'forbidden', 'forbidden', 'not_found', 'not_found', 'not_found', 'not_found'];
    expect(tries.map(({ code }) => code)).toEqual(codes);
    expect(byOwner).toMatchObject({ type: 'ack', seq: theirs.seq + 1 });
    expectRefusal(twice, 'not_found');
    expect(eve.frames.filter(({ type }) => type === 'events')).toEqual([]);
    await eve.close();
  });

  it('takes no more than 20 changes in ten seconds, beside the messages, and tells when the next passes', async () => {
    const { a, ann, b, room } = party;
    const { seq } = await sent('busy');
    // Two devices: one would be held to its frames in a second.
    const phone = await open(ann);

    const answers: Frame[] = [];
    for (let n = 0; n < 21; n += 1) {
      const on = n % 2 === 0;
      answers.push(await (on ? a : phone).ask({ action: 'react', room, seq, emoji: '🎉', on }));
    }
    const refused = answers.filter(({ code }) => code === 'rate_limited');
    const message = await sent('messages have their own count');

    expect(answers.filter(({ type }) => type === 'ack')).toHaveLength(20);
    expect(refused).toHaveLength(1);
    expect(refused[0].retryAfterMs).toBeGreaterThan(1_000);
    expect(message).toMatchObject({ type: 'ack' });
    await until(() => b.frames.flatMap(eventsOf).filter(({ kind }) => kind === 'reaction').length === 20);
    await phone.close();
  });
});

describe('changes typed by hand', () => {
  it('wscat: without a room or an id in the frame, on a connection for one room', async () => {
    const { room, ann, b } = party;
    const socket = await wscat(ann, room);

    socket.type({ action: 'sendMessage', body: 'helo' });
    const { seq } = await socket.next(({ type }) => type === 'ack');
    socket.type({ action: 'editMessage', seq, body: 'hello' });
    await socket.next(({ type, seq: at }) => type === 'ack' && at === seq + 1);
    socket.type({ action: 'react', seq, emoji: '❤️', on: true });
    await socket.next(({ type, seq: at }) => type === 'ack' && at === seq + 2);
    socket.type({ action: 'deleteMessage', seq });
    await socket.next(({ type, seq: at }) => type === 'ack' && at === seq + 3);
    socket.type({ action: 'editMessage', seq, body: 'too late' });

    expectRefusal(await socket.next(({ type }) => type === 'error'), 'not_found');
    await b.next(hasKind('deletion'));
    await socket.end();
  });
});
