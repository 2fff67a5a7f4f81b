import { randomBytes, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { RoomId, SessionId, UserId } from '../../shared/protocol/ids.ts';
import { connectionsOf, openConnection } from '../../shared/redis/connections.ts';
import { keys } from '../../shared/redis/keys.ts';
import { enterRooms, roomConnections } from '../../shared/redis/room-connections.ts';
import { ask, type Chatter } from '../setup/chat/api.ts';
import { bodiesAt, hasBody, meet, storedIn } from '../setup/chat/party.ts';
import { expectRefusal } from '../setup/chat/refusal.ts';
import { open } from '../setup/chat/socket.ts';
import { makeRedis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';

const redis = makeRedis();
afterAll(() => redis.disconnect());

const isOnline = async (room: string, { token, id }: Chatter): Promise<boolean> => {
  const { body } = await ask(`/rooms/${room}/members`, { token });
  return body.members.find(({ user }: { user: { id: string } }) => user.id === id).online;
};

/** A connection that the gateway doesn't know (any more), registered as if its `$disconnect` had never come. */
/** A connection that is registered, for longer than a handshake takes, and does not exist. */
async function haunt(user: Chatter, roomId: string): Promise<{ readonly isLaid: () => Promise<boolean> }> {
  // Of the gateway's form: eleven bytes.
  const connection = `${randomBytes(11).toString('base64url')}=`;
  const owner = v.parse(UserId, user.id);
  const room = v.parse(RoomId, roomId);
  await openConnection(redis, { user: owner, connection, session: v.parse(SessionId, randomUUID()) });
  await enterRooms(redis, { user: owner, connection, rooms: [room] });
  await redis.zincrby(keys.roomConnections(room), -60, `${owner}/${connection}`);
  const isLaid = async () => {
    const registered = [...(await roomConnections(redis, room)), ...(await connectionsOf(redis, owner))];
    return !registered.some((one) => one.connection === connection);
  };
  return { isLaid };
}

describe.concurrent('faults of connections', () => {
  it('F4: the same id twice at once is one event, and both are told its seq', async () => {
    const party = await meet();
    const { a, b, room } = party;
    const phone = await open(party.ann);
    const id = randomUUID();

    const acks = await Promise.all([a, phone, a, phone].map((one) => one.ask({ room, id, body: 'once' })));
    await b.next(hasBody('once'));

    expect(new Set(acks.map(({ type, seq }) => `${type} ${seq}`))).toEqual(new Set(['ack 3']));
    expect(acks.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await storedIn(party)).toEqual(['once']);
    expect(bodiesAt(b)).toEqual(['once']);
    phone.raw.terminate();
    await party.leave();
  });

  it('F5: the same id with another body is a conflict, and the first stays', async () => {
    const party = await meet();
    const { a, room } = party;
    const id = randomUUID();
    await a.ask({ room, id, body: 'the first' });

    const conflict = await a.ask({ room, id, body: 'the second' });
    const repeated = await a.ask({ room, id, body: 'the first' });

    expectRefusal(conflict, 'conflict');
    expect(repeated).toMatchObject({ type: 'ack', seq: 3, repeated: true });
    expect(await storedIn(party)).toEqual(['the first']);
    await party.leave();
  });

  it('F9: a socket that dies without a close is nobody else’s matter, and its registration ends', async () => {
    const party = await meet();
    const { a, b, room, ben } = party;
    const dying = await open(ben);
    b.raw.terminate();
    dying.raw.terminate();
    const late = await open(ben);

    expect(await a.ask({ room, body: 'who is there' })).toMatchObject({ type: 'ack' });

    await Promise.all([a, late].map((socket) => socket.next(hasBody('who is there'))));
    late.raw.terminate();
    const registered = () => connectionsOf(redis, v.parse(UserId, ben.id));
    await until(async () => ((await registered()).length === 0 ? true : undefined));
    await party.leave();
  });

  it('F10: the old connection’s end after the reconnect takes only the old one; the user stays online', async () => {
    const party = await meet();
    const { a, b, room, ann, ben } = party;
    const reconnected = await open(ben);

    await b.close();
    await until(async () => {
      const open = await connectionsOf(redis, v.parse(UserId, ben.id));
      return open.length === 1 ? true : undefined;
    });
    await a.ask({ room, body: 'still with us' });

    await reconnected.next(hasBody('still with us'));
    expect(await isOnline(room, { ...ann, id: ben.id })).toBe(true);
    reconnected.raw.terminate();
    await party.leave();
  });

  it('F11: a connection whose end was never told harms nobody, and is forgotten by the first post', async () => {
    const party = await meet();
    const { a, b, room, ben } = party;
    const ghost = await haunt(ben, room);

    expect(await a.ask({ room, body: 'boo' })).toMatchObject({ type: 'ack' });

    await Promise.all([a, b].map((socket) => socket.next(hasBody('boo'))));
    await until(async () => ((await ghost.isLaid()) ? true : undefined));
    await party.leave();
  });

  it('F12: of 20 connections 19 get the message when one is gone', async () => {
    const party = await meet();
    const { a, b, room, ann, ben } = party;
    const more = await Promise.all(Array.from({ length: 18 }, (_, n) => open(n % 2 ? ann : ben)));
    const [killed, ...others] = [...more, a, b];
    killed?.raw.terminate();

    await a.ask({ room, body: 'to all of you' });

    await Promise.all(others.map((socket) => socket.next(hasBody('to all of you'))));
    expect(killed?.frames).toEqual([]);
    for (const { raw } of more) raw.terminate();
    await party.leave();
  });
});
