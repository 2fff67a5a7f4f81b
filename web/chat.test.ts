import { describe, expect, it } from 'vitest';
import { aChat, room } from '../test/client/a-chat.ts';
import { message } from '../test/client/a-client.ts';
import { settle } from '../test/client/fake-clock.ts';
import { typingText } from './typing-people.ts';

const push = (seq: number, id = 'r1') => ({ type: 'events', room: id, epoch: 'e1', events: [message(seq)] });

describe('the chat of a page', () => {
  it('loads the rooms, then follows them from their heads', async () => {
    const { chat, sockets, live } = aChat();

    await live();

    expect(chat.cards.map((card) => [card.room.name, card.unread])).toEqual([['tea', 2]]);
    expect(sockets.last.of('sync')).toEqual([{ action: 'sync', cursors: { r1: { epoch: 'e1', seq: 5 } } }]);
  });

  it('waits and tries again while the rooms can’t be loaded', async () => {
    const { chat, clock, answers } = aChat();
    const { '/rooms': good } = answers;
    answers['/rooms'] = { status: 503, body: {} };

    await chat.start();
    expect(chat.state).toMatchObject({ kind: 'waiting', seconds: 1 });
    if (good) answers['/rooms'] = good;
    await clock.pass(1_000);

    expect(chat.isLoaded).toBe(true);
  });

  it('ends when the session is over, whoever says so first', async () => {
    const first = aChat();
    first.answers['/rooms'] = { status: 401, body: {} };
    await first.chat.start();
    const second = aChat();
    await second.live();
    second.sockets.last.push({ type: 'bye', code: 'logged_out' });

    expect(first.ended).toEqual(['unauthenticated']);
    expect(second.ended).toEqual(['logged_out']);
    expect([first, second].map(({ clock }) => clock.waiting)).toEqual([0, 0]);
  });

  it('counts what is unread until it is seen, and remembers that over a reload', async () => {
    const { chat, sockets, store, live } = aChat();
    await live();
    sockets.last.push(push(6));
    expect(chat.card('r1')?.unread).toBe(3);

    chat.markRead('r1');

    expect(chat.card('r1')).toMatchObject({ unread: 0, room: { head: 6 } });
    expect(store.getItem('parley.read.me.r1')).toBe('6');
  });

  it('shows a room that one was added to, with what came before it was loaded', async () => {
    const { chat, sockets, live } = aChat();
    await live();

    sockets.last.push({ type: 'roomAdded', room: 'r2' });
    const events = [message(6)];
    sockets.last.push({ type: 'synced', rooms: { r2: { epoch: 'e1', head: 6, events, more: false } } });
    await settle();

    expect(chat.card('r2')?.room).toMatchObject({ name: 'new', head: 6, lastMessage: { seq: 6 } });
  });

  it('shows such a room in the end, when it can’t be loaded at first', async () => {
    const { chat, clock, sockets, answers, calls, live } = aChat();
    const { '/rooms/r2': good } = answers;
    answers['/rooms/r2'] = { status: 503, body: {} };
    await live();
    const tries = () => calls.filter((url) => url === '/rooms/r2').length;
    sockets.last.push({ type: 'roomAdded', room: 'r2' });
    await settle();
    for (const seq of [1, 2, 3]) sockets.last.push(push(seq, 'r2'));
    await settle();
    expect({ tries: tries(), cards: chat.cards.length }).toEqual({ tries: 1, cards: 1 });
    await clock.pass(1_000);
    expect(tries()).toBe(2);

    if (good) answers['/rooms/r2'] = good;
    sockets.last.close();
    chat.client.start();
    await settle();
    sockets.last.accept();
    await settle();

    expect(chat.card('r2')?.room).toMatchObject({ name: 'new', head: 5 });
    await clock.pass(5_000);
    expect(tries()).toBe(3);
    chat.stop();
    expect(clock.waiting).toBe(0);
  });

  it('learns a role that can’t be loaded at first', async () => {
    const { chat, clock, sockets, answers, live } = aChat();
    await live();
    const left = { ...message(6), kind: 'memberLeft', member: { id: 'ann', username: 'ann' } };
    answers['/rooms/r1'] = { status: 429, body: { error: { code: 'rate_limited', retryAfterMs: 7_000 } } };
    sockets.last.push({ type: 'events', room: 'r1', epoch: 'e1', events: [left] });
    await settle();

    answers['/rooms/r1'] = { status: 200, body: { ...room, head: 6, role: 'owner' } };
    await clock.pass(6_900);
    expect(chat.card('r1')?.room.role).toBe('member');
    await clock.pass(100);

    expect(chat.card('r1')?.room.role).toBe('owner');
  });

  it('drops a room that one was removed from, or that is not there when it is looked up', async () => {
    const { chat, sockets, live } = aChat();
    await live();

    sockets.last.push({ type: 'roomRemoved', room: 'r1' });
    sockets.last.push({ type: 'roomAdded', room: 'r9' });
    await settle();

    expect(chat.cards).toEqual([]);
    expect(chat.client.rooms).toEqual([]);
  });

  it('tells the server what was seen, and hears what was read on another device', async () => {
    const { chat, sockets, live } = aChat();
    await live();
    sockets.last.push(push(6));

    chat.markRead('r1');
    chat.markRead('r1');
    expect(sockets.last.of('markRead')).toEqual([{ action: 'markRead', room: 'r1', seq: 6 }]);
    sockets.last.push(push(7));
    const unread = [chat.card('r1')?.unread];
    for (const [id, seq] of [
      ['ben', 7],
      ['me', 6],
      ['me', 7],
    ] as const) {
      sockets.last.push({ type: 'read', room: 'r1', user: { id, username: id }, seq });
      unread.push(chat.card('r1')?.unread);
    }

    expect(unread).toEqual([1, 1, 1, 0]);
  });

  it('asks the server what of the missed is unread: it may have been read on another device meanwhile', async () => {
    const { chat, clock, sockets, answers, calls, live } = aChat();
    const missed = (...seqs: readonly number[]) => {
      const events = seqs.map((seq) => message(seq));
      sockets.last.push({ type: 'synced', rooms: { r1: { epoch: 'e1', head: 45, events, more: false } } });
    };
    await live();
    chat.markRead('r1');
    answers['/rooms/r1'] = {
      status: 200,
      body: { ...room, head: 45, unread: 1, lastMessage: message(45) },
    };
    sockets.last.close();
    await clock.pass(1_000);
    sockets.last.accept();

    missed(6, 7, 8);
    missed(9, 10);
    expect(chat.card('r1')?.unread).toBe(5);
    await settle();
    expect(chat.card('r1')?.unread).toBe(1);
    missed(...Array.from({ length: 35 }, (_, n) => 11 + n));
    sockets.last.push(push(46));
    await settle();

    expect(chat.card('r1')).toMatchObject({ unread: 2, room: { head: 46 } });
    expect(calls.filter((url) => url === '/rooms/r1')).toHaveLength(1);
  });

  it('does not count what was read on another device before it came', async () => {
    const { chat, sockets, answers, live } = aChat();
    await live();
    sockets.last.push({ type: 'read', room: 'r1', user: { id: 'me', username: 'me' }, seq: 7 });

    for (const seq of [6, 7, 8]) sockets.last.push(push(seq));
    expect(chat.card('r1')?.unread).toBe(1);

    answers['/rooms/r1'] = { status: 200, body: { ...room, epoch: 'e2', head: 5, unread: 2 } };
    sockets.last.push({ ...push(6), epoch: 'e2' });
    await settle();
    sockets.last.push({
      type: 'synced',
      rooms: { r1: { epoch: 'e2', head: 6, events: [message(6)], more: false } },
    });
    expect(chat.card('r1')).toMatchObject({ unread: 3, room: { epoch: 'e2', head: 6 } });
  });

  it('knows who types, until they write, stop, or are not heard of for six seconds', async () => {
    const { chat, clock, sockets, live } = aChat();
    await live();
    const sign = (id: string, on = true) =>
      sockets.last.push({ type: 'typing', room: 'r1', user: { id, username: id }, on });
    for (const name of ['ann', 'ben', 'cid']) sign(name);
    expect(chat.typing.names('r1')).toEqual(['ann', 'ben', 'cid']);

    sockets.last.push(push(6));
    sign('ben', false);
    await clock.pass(5_000);
    expect(typingText(chat.typing.names('r1'))).toBe('cid is typing …');
    sign('cid');
    await clock.pass(5_900);
    expect(chat.typing.names('r1')).toEqual(['cid']);
    await clock.pass(200);

    expect(typingText(chat.typing.names('r1'))).toBe('');
    chat.stop();
    expect(clock.waiting).toBe(0);
  });
});
