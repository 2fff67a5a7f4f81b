import { randomBytes, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RoomId, SessionId, UserId } from '../../shared/protocol/ids.ts';
import { openRedis, type RedisClient } from '../../shared/redis/client.ts';
import { openConnection } from '../../shared/redis/connections.ts';
import { keys } from '../../shared/redis/keys.ts';
import { enterRooms, roomConnections } from '../../shared/redis/room-connections.ts';
import { ask, register } from '../setup/chat/api.ts';
import { bodiesAt, goesOn, hasBody, meet } from '../setup/chat/party.ts';
import { type Frame, open, type Socket } from '../setup/chat/socket.ts';
import { inDatabase } from '../setup/chat/stored.ts';
import { until } from '../setup/until.ts';
import type { PostVerdict } from './post-proxy.ts';
import { onceAsked, statements } from './strikes.ts';
import { sweep } from './sweep.ts';
import { useFaultyStack } from './use-faulty-stack.ts';

const stack = useFaultyStack();
let redis: RedisClient;
beforeAll(() => {
  redis = openRedis(stack().redisServer.url);
});
afterAll(() => redis.disconnect());

const eventsAt = ({ frames }: Socket): readonly Frame[] => frames.flatMap(({ events = [] }) => events);
const answer = (status: number): PostVerdict => ({ kind: 'answer', status });

describe('posts that fail', () => {
  it('F12: when one of 500 connections is gone, the other 499 get the message, and it is forgotten', async () => {
    const party = await meet();
    const { a, b, ann, room } = party;
    const crowd = Array.from({ length: 500 }, () => `${randomBytes(11).toString('base64url')}=`);
    const rooms = [v.parse(RoomId, room)];
    await Promise.all(
      crowd.map(async (connection, n) => {
        // Ten to a user, as the limit has it.
        const user = v.parse(
          UserId,
          `00000000-0000-7000-8000-${String(Math.floor(n / 10)).padStart(12, '0')}`,
        );
        await openConnection(redis, { user, connection, session: v.parse(SessionId, randomUUID()) });
        await enterRooms(redis, { user, connection, rooms });
        // For longer than a handshake takes.
        await redis.zincrby(keys.roomConnections(v.parse(RoomId, room)), -60, `${user}/${connection}`);
      }),
    );
    const [gone = '', ...others] = crowd;
    stack().posts.onPost(({ connection }) => {
      if (connection === gone) return answer(410);
      return crowd.includes(connection) ? answer(200) : undefined;
    });

    await a.ask({ room, body: 'to everybody' });
    await Promise.all([a, b].map((socket) => socket.next(hasBody('to everybody'))));
    const reached = () =>
      new Set(
        stack()
          .posts.posts.filter(({ status }) => status === 200)
          .map(({ connection }) => connection),
      );
    await until(() => others.every((connection) => reached().has(connection)) || undefined);
    const isForgotten = async () =>
      (await roomConnections(redis, v.parse(RoomId, room))).every(({ connection }) => connection !== gone);

    await until(async () => (await isForgotten()) || undefined);
    await ask(`/rooms/${room}`, { method: 'DELETE', token: ann.token });
    await party.leave();
  });

  it('F12: a connection that a post finds before its handshake is answered hears the room from then on', async () => {
    const party = await meet();
    const { a, b, room } = party;
    const early = new Set<string>();
    stack().posts.onPost(({ connection, body }) => {
      if (!body.includes('too early')) return undefined;
      early.add(connection);
      return answer(410);
    });

    await a.ask({ room, body: 'too early' });
    await until(() => (early.size === 2 ? true : undefined));
    await a.ask({ room, body: 'in time' });

    await Promise.all([a, b].map((socket) => socket.next(hasBody('in time'))));
    await party.leave();
  });

  it.each([429, 500])('F13: posts answered %i are tried again, and nothing is lost', async (status) => {
    const party = await meet();
    const { a, b, room } = party;
    const tries = new Map<string, number>();
    stack().posts.onPost(({ connection, body }) => {
      if (!body.includes('in the end')) return undefined;
      const tried = tries.get(connection) ?? 0;
      tries.set(connection, tried + 1);
      return tried < 2 ? answer(status) : undefined;
    });

    const ack = await a.ask({ room, body: 'in the end' });
    await Promise.all([a, b].map((socket) => socket.next(hasBody('in the end'))));

    expect(ack.type).toBe('ack');
    expect([...tries.values()]).toEqual([3, 3]);
    await party.leave();
  });

  it('F8: posts that are doubled, overtaken or whose answers are lost reach everybody, at least once', async () => {
    const party = await meet();
    const { a, b, room } = party;
    const verdicts: PostVerdict[] = [
      { kind: 'double' },
      { kind: 'overtaken', atMostMs: 200 },
      { kind: 'drop' },
    ];
    stack().posts.onPost(({ connection, method }) => {
      if (method !== 'POST' || connection === '') return undefined;
      return verdicts.shift();
    });

    await Promise.all(['one', 'two', 'three'].map((body) => a.ask({ room, body })));
    await Promise.all(['one', 'two', 'three'].map((body) => b.next(hasBody(body))));
    await stack().heal();

    expect(new Set(bodiesAt(b))).toEqual(new Set(['one', 'two', 'three']));
    expect((await a.ask({ room, body: 'four' })).type).toBe('ack');
    await party.leave();
  });
});

describe('a member who', () => {
  it('F14: is removed while messages are under way gets no event after the one that removed him', async () => {
    const party = await meet();
    const { a, b, ann, ben, room } = party;
    const carl = await register('carl');
    await ask(`/rooms/${room}/members`, { token: ann.token, body: { username: carl.username } });
    const c = await open(carl);
    stack().postgres.delay(2);
    stack().posts.onPost(() => ({ kind: 'delay', ms: 5 }));

    const sends = [a, c, a, c, a, c].map((socket, n) => socket.ask({ room, body: `message ${n}` }));
    const removal = ask(`/rooms/${room}/members/${ben.id}`, { method: 'DELETE', token: ann.token });
    const late = [a, c].map((socket, n) => socket.ask({ room, body: `late ${n}` }));
    const answers = await Promise.all([...sends, ...late]);
    const { status } = await removal;
    const last = await c.ask({ room, body: 'without him' });
    await a.next(hasBody('without him'));
    const { body } = await ask(`/rooms/${room}/events`, { token: ann.token });
    const left = body.events.find(({ kind }: Frame) => kind === 'memberLeft');

    expect(status).toBe(204);
    expect([...answers, last].every(({ type }) => type === 'ack')).toBe(true);
    expect(Math.max(0, ...eventsAt(b).map(({ seq }) => seq))).toBeLessThanOrEqual(left.seq);
    expect(last.seq).toBeGreaterThan(left.seq);
    await c.close();
    await party.leave();
  });

  it('F14: is not removed after all, since Postgres broke off, is let in again by a heartbeat a minute later', async () => {
    const party = await meet();
    const { a, b, ann, ben, room } = party;
    const id = v.parse(RoomId, room);
    const pong = () => {
      b.send({ action: 'ping' });
      return b.next(({ type }) => type === 'pong');
    };
    stack().postgres.onClientChunk(onceAsked(statements.removeMember, () => 'cut'));

    const { status } = await ask(`/rooms/${room}/members/${ben.id}`, { method: 'DELETE', token: ann.token });
    await pong();
    const meanwhile = await open(ben);
    meanwhile.send({ action: 'ping' });
    await meanwhile.next(({ type }) => type === 'pong');
    await a.ask({ room, body: 'while he is barred' });
    await a.next(hasBody('while he is barred'));
    const before = bodiesAt(b);
    // A minute later.
    await redis.del(keys.roomRemoved(id));
    meanwhile.send({ action: 'ping' });
    await Promise.all([pong(), meanwhile.next(({ type }) => type === 'pong')]);
    await a.ask({ room, body: 'among us again' });
    await Promise.all([b, meanwhile].map((socket) => socket.next(hasBody('among us again'))));
    meanwhile.raw.terminate();

    expect(status).toBe(503);
    expect(before).toEqual([]);
    await party.leave();
  });

  it('F14: is removed while Redis is emptied stays out, though a heartbeat entered the room before the removal', async () => {
    const party = await meet();
    const { a, b, ann, ben, room } = party;
    const asked = Promise.withResolvers<void>();
    stack().postgres.onClientChunk(
      onceAsked(statements.removeMember, () => {
        // The removal comes to Postgres a second late, and nothing else does.
        stack().postgres.delay(1_000);
        setImmediate(() => stack().postgres.delay(0));
        asked.resolve();
        return 'forward';
      }),
    );

    const removal = ask(`/rooms/${room}/members/${ben.id}`, { method: 'DELETE', token: ann.token });
    await asked.promise;
    await stack().redisServer.empty();
    b.send({ action: 'ping' });
    const { heads } = await b.next(({ type }) => type === 'pong');
    const entered = await roomConnections(redis, v.parse(RoomId, room));
    const { status } = await removal;
    a.send({ action: 'ping' });
    await a.next(({ type }) => type === 'pong');
    await a.ask({ room, body: 'without him' });
    await a.next(hasBody('without him'));

    expect(heads[room]).toBeDefined();
    expect(entered.map(({ user }) => user)).toEqual([ben.id]);
    expect(status).toBe(204);
    expect(await roomConnections(redis, v.parse(RoomId, room))).toHaveLength(1);
    expect(bodiesAt(b)).toEqual([]);
    await party.leave();
  });

  it('DF14, DF14b: never reads holds nobody else up, and nothing is kept for him', async () => {
    const party = await meet();
    const { a, b, room } = party;
    const [slow] = stack().running.connections().slice(-1);
    const secret = randomBytes(16).toString('hex');
    stack().posts.onPost(({ connection }) =>
      connection === slow?.connectionId ? { kind: 'delay', ms: 2_500 } : undefined,
    );

    const start = performance.now();
    const acked = a.ask({ room, body: secret });
    await Promise.any([a, b].map((socket) => socket.next(hasBody(secret))));
    const tookMs = performance.now() - start;
    await Promise.all([acked, ...[a, b].map((socket) => until(() => bodiesAt(socket)[0]))]);
    const kept = async () => {
      const values = await Promise.all((await redis.keys('*')).map((key) => redis.dumpBuffer(key)));
      return values.some((value) => value?.includes(secret));
    };

    expect(tookMs).toBeLessThan(2_500);
    await until(async () => !(await kept()) || undefined);
    await goesOn(party, { stored: [secret], told: [secret] });
    await party.leave();
  });

  it('DF14: takes no post for a minute is closed, and the room is not told again because of him', async () => {
    const party = await meet();
    const { a, b, ben, room } = party;
    const deaf = await open(ben);
    const [{ connectionId = '' } = {}] = stack().running.connections().slice(-1);
    stack().posts.onPost(({ connection, method }) =>
      connection === connectionId && method === 'POST' ? answer(429) : undefined,
    );
    const noted = keys.unreached(v.parse(UserId, ben.id), connectionId);

    await a.ask({ room, body: 'not heard' });
    await until(async () => ((await redis.exists(noted)) ? true : undefined), { what: 'that it is noted' });
    expect(deaf.closed()).toBeUndefined();
    // A minute later.
    await redis.decrby(noted, 60_000);
    await sweep(stack());
    await until(() => deaf.closed());
    await sweep(stack());
    const undelivered = await inDatabase(
      'select seq from events where room_id = $1 and delivered_at is null',
      [room],
    );

    expect(undelivered).toEqual([]);
    await goesOn(party, { stored: ['not heard'], told: ['not heard'] });
    expect(b.closed()).toBeUndefined();
    await party.leave();
  });
});
