import { beforeEach, describe, expect, inject, it } from 'vitest';
import { ask, type Chatter, makeRoomOf, messagesIn, register, ticketOf } from '../setup/chat/api.ts';
import { handshake, open } from '../setup/chat/socket.ts';
import { until } from '../setup/until.ts';

let ann: Chatter;
let ben: Chatter;
let eve: Chatter;
let room: string;

// New people for each test: a user may send five messages in ten seconds.
beforeEach(async () => {
  [ann, ben, eve] = await Promise.all([register('ann'), register('ben'), register('eve')]);
  room = await makeRoomOf(ann, [ben]);
});

const isEvents = (body: string) => (frame: { type: string; events?: readonly { body?: string }[] }) =>
  frame.type === 'events' && frame.events?.some((event) => event.body === body) === true;

describe('two members of a room', () => {
  it('see each other’s messages, on every connection, with the seq that the ack told', async () => {
    const [a, b, phone] = await Promise.all([open(ann), open(ben), open(ben)]);

    const ack = await a.ask({ room, body: 'hello ben' });
    const frames = await Promise.all([a, b, phone].map((socket) => socket.next(isEvents('hello ben'))));
    const reply = await b.ask({ room, body: 'hello ann', replyTo: ack.seq });

    expect(ack).toMatchObject({ type: 'ack', room, seq: 3, repeated: false });
    for (const frame of frames) {
      expect(frame).toEqual({
        type: 'events',
        room,
        epoch: expect.any(String),
        events: expect.arrayContaining([
          {
            seq: ack.seq,
            kind: 'message',
            id: ack.id,
            sender: { id: ann.id, username: ann.username },
            body: 'hello ben',
            at: ack.at,
          },
        ]),
      });
    }
    const answer = await a.next(isEvents('hello ann'));
    expect(answer.events.at(-1)).toMatchObject({ seq: reply.seq, replyTo: ack.seq });
    await Promise.all([a, b, phone].map((socket) => socket.close()));
  });

  it('connect by a ticket, once', async () => {
    const ticket = await ticketOf(ann);

    expect(await handshake({ query: { ticket } })).toBe(101);
    expect(await handshake({ query: { ticket } })).toBe(401);
  });

  it('leave the room out of frames on a connection made for it, by id or by name', async () => {
    const named = await makeRoomOf(ben, [ann], 'A room with a name');
    const byId = await open(ann, { query: { room: named } });
    const byName = await open(ben, { query: { room: 'A room with a name' } });

    await byId.ask({ body: 'no room named' });

    expect((await byName.next(isEvents('no room named'))).room).toBe(named);
    const elsewhere = await open(ben);
    await elsewhere.ask({ room, body: 'in the other room' });
    await elsewhere.next(isEvents('in the other room'));
    expect(byName.frames.some(isEvents('in the other room'))).toBe(false);
    await Promise.all([byId, byName, elsewhere].map((socket) => socket.close()));
  });

  it('find after reconnecting what they missed', async () => {
    const a = await open(ann);
    const b = await open(ben);
    const seen = await a.ask({ room, body: 'before' });
    await b.close();
    const missed = await a.ask({ room, body: 'while ben was away' });

    const again = await open(ben);
    again.send({ action: 'sync', cursors: { [room]: { seq: seen.seq } } });
    const synced = await again.next(({ type }) => type === 'synced');

    expect(synced.rooms[room]).toMatchObject({ head: missed.seq, more: false });
    expect(synced.rooms[room].events).toMatchObject([{ seq: missed.seq, body: 'while ben was away' }]);
    await Promise.all([a, again].map((socket) => socket.close()));
  });

  it('learn the heads of their rooms from a ping', async () => {
    const a = await open(ann);
    const { seq } = await a.ask({ room, body: 'the newest' });

    a.send({ action: 'ping' });
    const pong = await a.next(({ type }) => type === 'pong');

    const { body } = await ask(`/rooms/${room}`, { token: ann.token });
    expect(pong.heads[room]).toEqual({ epoch: body.epoch, seq });
    await a.close();
  });
});

describe('a stranger', () => {
  it('is told not_found, whatever is tried, and gets nothing', async () => {
    const e = await open(eve);
    const a = await open(ann);

    const sent = await e.ask({ room, body: 'let me in' });
    e.send({ action: 'sync', cursors: { [room]: { seq: 0 } } });
    const synced = await e.next(({ type }) => type === 'error' || type === 'synced');
    const calls = await Promise.all([
      ask(`/rooms/${room}`, { token: eve.token }),
      ask(`/rooms/${room}/events`, { token: eve.token }),
      ask(`/rooms/${room}/members`, { token: eve.token }),
      ask(`/rooms/${room}/members`, { token: eve.token, body: { username: eve.username } }),
      ask(`/rooms/${room}`, { token: eve.token, method: 'DELETE' }),
    ]);
    await a.ask({ room, body: 'a secret' });
    await a.next(isEvents('a secret'));

    expect(sent).toMatchObject({ type: 'error', code: 'not_found', retryable: false });
    expect(synced).toMatchObject({ type: 'error', code: 'not_found' });
    for (const { status, body } of calls) {
      expect(status).toBe(404);
      expect(body.error.code).toBe('not_found');
    }
    expect(
      await handshake({ query: { room }, options: { headers: { authorization: `Bearer ${eve.token}` } } }),
    ).toBe(404);
    expect(e.frames.some(({ type }) => type === 'events')).toBe(false);
    await Promise.all([a, e].map((socket) => socket.close()));
  });
});

describe('members who come and go', () => {
  it('follow a room at once on connections that are open', async () => {
    const e = await open(eve);
    const a = await open(ann);

    const added = await ask(`/rooms/${room}/members`, {
      token: ben.token,
      body: { username: eve.username.toUpperCase() },
    });
    await e.next(({ type, room: told }) => type === 'roomAdded' && told === room);
    await a.ask({ room, body: 'welcome eve' });
    await e.next(isEvents('welcome eve'));

    expect(added).toMatchObject({
      status: 201,
      body: { role: 'member', online: true, user: { id: eve.id } },
    });
    await Promise.all([a, e].map((socket) => socket.close()));
  });

  it('get nothing after the event that removed them', async () => {
    await ask(`/rooms/${room}/members`, { token: ann.token, body: { username: eve.username } });
    const e = await open(eve);
    const a = await open(ann);

    const removed = await ask(`/rooms/${room}/members/${eve.id}`, { token: ann.token, method: 'DELETE' });
    await e.next(({ type }) => type === 'roomRemoved');
    await a.ask({ room, body: 'without eve' });
    await a.next(isEvents('without eve'));

    expect(removed.status).toBe(204);
    expect(await e.ask({ room, body: 'still here' })).toMatchObject({ code: 'not_found' });
    expect(e.frames.some(isEvents('without eve'))).toBe(false);
    await Promise.all([a, e].map((socket) => socket.close()));
  });
});

describe('a removal that removes nobody', () => {
  it('I7: lets neither a stranger nor a member who is removed twice at once into the room', async () => {
    const [e, b, a] = await Promise.all([open(eve), open(ben), open(ann)]);
    const remove = ({ id }: Chatter) =>
      ask(`/rooms/${room}/members/${id}`, { token: ann.token, method: 'DELETE' });

    const stranger = await remove(eve);
    const twice = await Promise.all([remove(ben), remove(ben), remove(ben)]);
    await a.ask({ room, body: 'among ourselves' });
    await a.next(isEvents('among ourselves'));

    expect(stranger.status).toBe(404);
    expect(twice.map(({ status }) => status).toSorted()).toEqual([204, 404, 404]);
    expect([...e.frames, ...b.frames].some(isEvents('among ourselves'))).toBe(false);
    await Promise.all([a, b, e].map((socket) => socket.close()));
  });
});

describe('a session that ends', () => {
  // Tried again where other tests take the machine for a second.
  it('F15: says bye and closes its connections within a second, and no others', { retry: 2 }, async () => {
    const login = await ask('/sessions', { body: { username: ann.username, password: ann.password } });
    const second = { ...ann, token: login.body.token };
    const [stays, goes] = await Promise.all([open(ann), open(second)]);

    const start = performance.now();
    const { status } = await ask('/sessions/current', { method: 'DELETE', token: second.token });
    const bye = await goes.next(({ type }) => type === 'bye');
    const closed = await until(() => goes.closed());

    expect(status).toBe(204);
    expect(bye.code).toBe('logged_out');
    expect(closed.code).toBe(1000);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect((await ask('/users/me', { token: second.token })).status).toBe(401);
    expect(await stays.ask({ room, body: 'still logged in' })).toMatchObject({ type: 'ack' });
    await stays.close();
  });
});

describe('history', () => {
  it('reads both ways by cursor, in seq order', async () => {
    const quiet = await makeRoomOf(ann);
    const a = await open(ann, { query: { room: quiet } });
    for (const body of ['one', 'two', 'three', 'four']) await a.ask({ body });
    const read = async (query: string) => {
      const { body } = await ask(`/rooms/${quiet}/events?${query}`, { token: ann.token });
      return { seqs: body.events.map(({ seq }: { seq: number }) => seq), more: body.more };
    };

    expect(await read('limit=2')).toEqual({ seqs: [4, 5], more: true });
    expect(await read('before=4&limit=2')).toEqual({ seqs: [2, 3], more: true });
    expect(await read('before=2')).toEqual({ seqs: [1], more: false });
    expect(await read('after=0&limit=3')).toEqual({ seqs: [1, 2, 3], more: true });
    expect(await read('after=3')).toEqual({ seqs: [4, 5], more: false });
    expect(await read('after=5')).toEqual({ seqs: [], more: false });
    expect((await messagesIn(quiet, ann)).map(({ body }) => body)).toEqual(['one', 'two', 'three', 'four']);
    await a.close();
  });
});

describe('the page', () => {
  it('is served with its API beside it', async () => {
    const { page } = inject('endpoints');

    const [html, health] = await Promise.all([fetch(page), fetch(new URL('/api/health', page))]);

    expect(html.headers.get('content-type')).toMatch('text/html');
    expect(await health.json()).toEqual({ status: 'ok', postgres: 'ok', redis: 'ok' });
  });
});
