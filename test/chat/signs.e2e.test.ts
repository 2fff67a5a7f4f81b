import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, register } from '../setup/chat/api.ts';
import { meet, type Party } from '../setup/chat/party.ts';
import { expectRefusal } from '../setup/chat/refusal.ts';
import { type Frame, open, type Socket } from '../setup/chat/socket.ts';

let party: Party;
beforeEach(async () => {
  party = await meet();
});
afterEach(() => party.leave());

const isType = (wanted: string) => (frame: Frame) => frame.type === wanted;
/** A round trip later: what was told meanwhile has most likely come. */
const settled = async (socket: Socket) => {
  socket.send({ action: 'ping' });
  await socket.next(isType('pong'));
};

describe('what was read', () => {
  it('is told the others and one’s other devices, once for each time it moves, and lowers the unread', async () => {
    const { a, b, ben, room } = party;
    const phone = await open(ben);
    const { seq } = await a.ask({ room, body: 'one' });
    const unread = async () => (await ask(`/rooms/${room}`, { token: ben.token })).body.unread;
    expect(await unread()).toBe(1);

    b.send({ action: 'markRead', room, seq });
    const answer = await b.next(isType('marked'));
    const told = await Promise.all([a, phone].map((socket) => socket.next(isType('read'))));
    b.send({ action: 'markRead', room, seq: 1 });
    const back = await b.next(isType('marked'));
    b.send({ action: 'markRead', room, seq: 2 ** 50 });
    const beyond = await b.next(isType('marked'));

    expect([answer, back, beyond]).toEqual(Array.from({ length: 3 }, () => ({ type: 'marked', room, seq })));
    const user = { id: ben.id, username: ben.username };
    expect(told).toEqual([1, 2].map(() => ({ type: 'read', room, user, seq })));
    expect(await unread()).toBe(0);
    await Promise.all([a, phone].map(settled));
    expect([a, b, phone].map(({ frames }) => frames.filter(isType('read')).length)).toEqual([1, 0, 1]);
    const { body } = await ask(`/rooms/${room}/members`, { token: ben.token });
    expect(body.members.find(({ user: of }: Frame) => of.id === ben.id).read).toBe(seq);
    await phone.close();
  });

  it('is refused where it is wrong, and a stranger is told nothing of the room', async () => {
    const { a, room } = party;
    const eve = await open(await register('eve'));
    const refused = async (socket: Socket, frame: object) => {
      socket.send({ action: 'markRead', room, ...frame });
      return (await socket.next(({ type }) => type === 'error' || type === 'marked')).code;
    };

    for (const seq of [0, -1, 1.5, '1', null, [1], 2 ** 60, Number.NaN]) {
      expect(await refused(a, { seq })).toBe('invalid_request');
    }
    expect(await refused(a, {})).toBe('invalid_request');
    expect(await refused(a, { seq: 1, user: 'ben' })).toBe('invalid_request');
    expect(await refused(a, { seq: 1, room: 'general' })).toBe('invalid_request');
    expect(await refused(a, { seq: 1, room: randomUUID() })).toBe('not_found');
    expect(await refused(eve, { seq: 1 })).toBe('not_found');
    await eve.close();
  });
});

describe('typing', () => {
  it('is told the others in the room, once in three seconds, and is answered nothing', async () => {
    const { a, b, ann, room } = party;
    const phone = await open(ann);

    for (let n = 0; n < 3; n += 1) a.send({ action: 'typing', room, on: true });
    const begun = await b.next(isType('typing'));
    a.send({ action: 'typing', room, on: false });
    const over = await b.next(({ type, on }) => type === 'typing' && on === false);
    await Promise.all([a, b, phone].map(settled));

    const told = { type: 'typing', room, user: { id: ann.id, username: ann.username } };
    expect([begun, over]).toEqual([
      { ...told, on: true },
      { ...told, on: false },
    ]);
    expect(b.frames.filter(isType('typing'))).toHaveLength(2);
    expect([...a.frames, ...phone.frames].map(({ type }) => type)).toEqual(['pong', 'pong']);
    await phone.close();
  });

  it('of a stranger, in a room that is none, or wrong, is told nobody and answered nothing', async () => {
    const { a, b, room } = party;
    const eve = await open(await register('eve'));

    eve.send({ action: 'typing', room, on: true });
    for (const frame of [
      { room, on: 'yes' },
      { room, on: true, user: 'ben' },
      { on: true },
      { room: 'general', on: true },
      { room: randomUUID(), on: true },
      { room, on: true, text: 'x'.repeat(20_000) },
    ]) {
      a.send({ action: 'typing', ...frame });
    }
    await Promise.all([a, b, eve].map(settled));

    expect([...a.frames, ...b.frames, ...eve.frames].map(({ type }) => type)).toEqual([
      'pong',
      'pong',
      'pong',
    ]);
    expectRefusal(await eve.ask({ room, body: 'nor this' }), 'not_found');
    await eve.close();
  });
});
