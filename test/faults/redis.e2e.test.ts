import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserId } from '../../shared/protocol/ids.ts';
import { openRedis, type RedisClient } from '../../shared/redis/client.ts';
import { connectionsOf } from '../../shared/redis/connections.ts';
import { takeBatchScript } from '../../shared/redis/outbox.ts';
import { enterRoomScript } from '../../shared/redis/room-connections.ts';
import { ask, makeRoomOf } from '../setup/chat/api.ts';
import { bodiesAt, hasBody, meet, type Party, storedIn } from '../setup/chat/party.ts';
import { expectRefusal } from '../setup/chat/refusal.ts';
import { open, type Socket } from '../setup/chat/socket.ts';
import { until } from '../setup/until.ts';
import { health } from './health.ts';
import { sweep } from './sweep.ts';
import { useFaultyStack } from './use-faulty-stack.ts';

const stack = useFaultyStack();
/** Past the proxy. */
let redis: RedisClient;
beforeAll(() => {
  redis = openRedis(stack().redisServer.url);
});
afterAll(() => redis.disconnect());

const pong = async (socket: Socket) => {
  socket.send({ action: 'ping' });
  return socket.next(({ type }) => type === 'pong');
};
/** Everybody's next heartbeat, which registers them again. */
const beat = ({ a, b }: Party) => Promise.all([pong(a), pong(b)]);
const degraded = { status: 200, postgres: 'ok', redis: 'down', isQuick: true };
const ok = { ...degraded, redis: 'ok' };
/** Functions find their Redis again by themselves. */
const isWell = () => until(async () => ((await health()).redis === 'ok' ? true : undefined));

describe('Redis that stops', () => {
  it('DF1, DF1b, DF2, DF3, DF3b: closes no socket and refuses none; messages are acked, stored and found', async () => {
    const party = await meet();
    const { a, b, ann, room } = party;
    await stack().redisServer.stop();

    const ack = await a.ask({ room, body: 'without Redis' });
    const wrong = await a.ask({ room, body: 'answers nothing', replyTo: 999 });
    const [told, rooms, late] = await Promise.all([health(), ask('/rooms', { token: ann.token }), open(ann)]);
    const { heads } = await pong(b);

    expect(ack).toMatchObject({ type: 'ack', seq: 3, repeated: false });
    expectRefusal(wrong, 'not_found');
    expect(await storedIn(party)).toEqual(['without Redis']);
    expect(heads[room].seq).toBe(3);
    expect(told).toEqual(degraded);
    expect(rooms.status).toBe(200);
    expect([a, b, late].map((socket) => socket.closed())).toEqual([undefined, undefined, undefined]);
    late.raw.terminate();
    await party.leave();
  });

  it('DF4: is found again when it is back; who opened meanwhile, and who was open, hear everything', async () => {
    const party = await meet();
    const { a, b, ben, room } = party;
    await stack().redisServer.stop();
    const meanwhile = await open(ben);

    await stack().redisServer.start();
    await isWell();
    await Promise.all([beat(party), pong(meanwhile)]);
    await a.ask({ room, body: 'back again' });

    await Promise.all([a, b, meanwhile].map((socket) => socket.next(hasBody('back again'))));
    expect(await health()).toEqual(ok);
    meanwhile.raw.terminate();
    await party.leave();
  });

  it('F18: restarted empty, it costs live delivery until the next heartbeat, and no ack; Postgres throttles, the rest is swept up', async () => {
    const party = await meet();
    const { a, b, room } = party;
    await stack().redisServer.stop();
    const acks = [];
    for (const n of [1, 2, 3, 4, 5]) acks.push(await a.ask({ room, body: `without ${n}` }));
    const sixth = await a.ask({ room, body: 'one too many' });

    await stack().redisServer.start();
    await isWell();
    const lost = await b.ask({ room, body: 'who is there' });
    await beat(party);
    await b.ask({ room, body: 'with everybody' });
    await a.next(hasBody('with everybody'));
    const before = bodiesAt(a);
    await sweep(stack());
    await Promise.all([a, b].map((socket) => socket.next(hasBody('without 1'))));

    expect(acks.map(({ type, seq }) => [type, seq])).toEqual([3, 4, 5, 6, 7].map((seq) => ['ack', seq]));
    expectRefusal(sixth, 'rate_limited');
    expect(lost).toMatchObject({ type: 'ack', seq: 8 });
    expect(before.filter((body) => body.startsWith('without'))).toEqual([]);
    await party.leave();
  });

  it('DF17: started after the functions, it throttles from its first moment', async () => {
    await stack().redisServer.stop();
    await stack().deploy();
    const party = await meet();
    await stack().redisServer.start();
    await isWell();

    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => party.a.ask({ room: party.room, body: `burst ${n}` })),
    );

    expect(answers.filter(({ type }) => type === 'ack')).toHaveLength(5);
    expect(answers.filter(({ code }) => code === 'rate_limited')).toHaveLength(7);
    await party.leave();
  });
});

describe('Redis that is emptied', () => {
  it('DF5: a FLUSHALL loses no message; live delivery is back with the next heartbeat', async () => {
    const party = await meet();
    const { a, b, room } = party;
    await stack().redisServer.empty();

    const unheard = await a.ask({ room, body: 'after the flush' });
    const [, { heads }] = await beat(party);
    b.send({ action: 'sync', cursors: { [room]: { seq: unheard.seq - 1 } } });
    const { rooms } = await b.next(({ type }) => type === 'synced');
    await a.ask({ room, body: 'after the heartbeat' });
    await b.next(hasBody('after the heartbeat'));

    expect(unheard.type).toBe('ack');
    expect(heads[room].seq).toBe(unheard.seq);
    expect(rooms[room].events).toMatchObject([{ body: 'after the flush' }]);
    await party.leave();
  });
});

describe('Redis that is out of reach for a while, and loses nothing', () => {
  const awayFrom = (on: boolean) => {
    stack().redis.refuse(on);
    if (on) stack().redis.cut();
  };

  it('F18: a room that was made meanwhile is heard from the next heartbeat on, by all its members', async () => {
    const party = await meet();
    const { a, b, ann, ben } = party;
    awayFrom(true);
    const room = await makeRoomOf(ann, [ben]);

    awayFrom(false);
    await isWell();
    await beat(party);
    await a.ask({ room, body: 'in the new room' });

    await Promise.all([a, b].map((socket) => socket.next(hasBody('in the new room'))));
    await party.leave();
  });

  it('a room that is deleted meanwhile is answered as deleted, and nobody hears it again', async () => {
    const party = await meet();
    const { a, ann, room } = party;
    awayFrom(true);
    const { status } = await ask(`/rooms/${room}`, { method: 'DELETE', token: ann.token });
    awayFrom(false);
    await isWell();

    expect(status).toBe(204);
    expectRefusal(await a.ask({ room, body: 'to nobody' }), 'not_found');
    await party.leave();
  });

  it('F15: a session that ends meanwhile, on a socket that says nothing, is closed by the next sweep', async () => {
    const party = await meet();
    const { a, b, ben, room } = party;
    awayFrom(true);
    const { status } = await ask('/sessions/current', { method: 'DELETE', token: ben.token });
    awayFrom(false);
    await isWell();

    await sweep(stack());
    await b.next(({ type }) => type === 'bye');
    await until(() => b.closed());
    await a.ask({ room, body: 'among ourselves' });
    await a.next(hasBody('among ourselves'));

    expect(status).toBe(204);
    expect(a.closed()).toBeUndefined();
    expect(bodiesAt(b)).toEqual([]);
    await party.leave();
  });

  it('F18: who opened just then hears its rooms from the next heartbeat on, though Redis knows the connection', async () => {
    const party = await meet();
    const { a, ben, room } = party;
    const user = v.parse(UserId, ben.id);
    stack().redis.onClientChunk(({ asked }) => {
      if (!asked.includes(enterRoomScript.sha)) return 'forward';
      awayFrom(true);
      return 'cut';
    });
    const half = await open(ben);
    stack().redis.onClientChunk(undefined);
    awayFrom(false);
    await isWell();

    const known = await connectionsOf(redis, user);
    await pong(half);
    await a.ask({ room, body: 'for both of ben' });
    await half.next(hasBody('for both of ben'));

    expect(known).toHaveLength(2);
    half.raw.terminate();
    await party.leave();
  });
});

describe('Redis that is slow', () => {
  it('F15: a connection whose handshake is under way when its session ends is closed all the same, and hears nothing', async () => {
    const party = await meet();
    const { a, ben, room } = party;
    const ended = Promise.withResolvers<{ readonly status: number }>();
    stack().redis.onClientChunk(({ asked }) => {
      if (!asked.includes(enterRoomScript.sha)) return 'forward';
      stack().redis.onClientChunk(undefined);
      // By now the handshake has found the session alive.
      stack().redis.delay(250);
      void ask('/sessions/current', { method: 'DELETE', token: ben.token }).then(ended.resolve);
      return 'forward';
    });

    const late = await open(ben);
    stack().redis.delay(0);
    await late.next(({ type }) => type === 'bye');
    await until(() => late.closed());
    await a.ask({ room, body: 'without him' });
    await a.next(hasBody('without him'));

    expect((await ended.promise).status).toBe(204);
    expect(bodiesAt(late)).toEqual([]);
    await party.leave();
  });
});

describe('Redis that hangs', () => {
  it('F18: in the middle of a delivery, for longer than its time-outs, is waited for: nothing is left to the sweeper', async () => {
    const party = await meet();
    const { a, b, room } = party;
    let handed = 0;
    stack().redis.onClientChunk(({ asked }) => {
      if (!asked.includes(takeBatchScript.sha)) return 'forward';
      stack().redis.onClientChunk(undefined);
      handed += 1;
      stack().redisServer.freeze();
      setTimeout(() => void stack().heal(), 1_500);
      return 'forward';
    });
    // No sender waits so long for a post: the deliver function goes on.
    stack().posts.onPost(() => ({ kind: 'answer', status: 429 }));

    const ack = await a.ask({ room, body: 'in the end' });
    await b.next(hasBody('in the end'));

    expect([ack.type, handed]).toEqual(['ack', 1]);
    await party.leave();
  });

  it.each([
    ['SIGSTOP', () => stack().redisServer.freeze()],
    ['the network', () => stack().redis.hang(true)],
  ])(
    'DF6: by %s, it delays an ack by its time-outs and no more; all is as before when it goes on',
    async (_, hang) => {
      const party = await meet();
      const { a, b, ann, room } = party;
      hang();

      const start = performance.now();
      const ack = await a.ask({ room, body: 'nobody home' });
      const tookMs = performance.now() - start;
      const [told, rooms] = await Promise.all([health(), ask('/rooms', { token: ann.token })]);
      await stack().heal();
      await isWell();
      await beat(party);
      await a.ask({ room, body: 'home again' });
      await b.next(hasBody('home again'));

      expect(ack).toMatchObject({ type: 'ack', repeated: false });
      expect(tookMs).toBeLessThan(4_000);
      expect(told).toEqual(degraded);
      expect(rooms.status).toBe(200);
      await party.leave();
    },
  );
});
