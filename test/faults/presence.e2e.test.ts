import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserId } from '../../shared/protocol/ids.ts';
import { openRedis, type RedisClient } from '../../shared/redis/client.ts';
import { keys } from '../../shared/redis/keys.ts';
import { ask, type Chatter, makeRoomOf, register } from '../setup/chat/api.ts';
import { type Frame, open, type Socket } from '../setup/chat/socket.ts';
import { until } from '../setup/until.ts';
import { sweep } from './sweep.ts';
import { useFaultyStack } from './use-faulty-stack.ts';

const stack = useFaultyStack();
let redis: RedisClient;
beforeAll(() => {
  redis = openRedis(stack().redisServer.url);
});
afterAll(() => redis.quit());

const idOf = ({ id }: Chatter) => v.parse(UserId, id);
const personOf = ({ id, username }: Chatter) => ({ id, username });
const ofUser =
  ({ id }: Chatter) =>
  ({ user }: Frame) =>
    user.id === id;
const told = ({ presence }: Socket, user: Chatter): readonly boolean[] =>
  presence.filter(ofUser(user)).map(({ online }) => online);
const isTold = (socket: Socket, user: Chatter, online: boolean) =>
  until(() => socket.presence.find((frame) => ofUser(user)(frame) && frame.online === online), {
    what: `${user.username} ${online ? 'online' : 'offline'}`,
  });
const left = (user: Chatter) =>
  until(async () => (await redis.zscore(keys.departures, user.id)) ?? undefined, {
    what: `the departure of ${user.username}`,
  });
const isOnline = async (room: string, { token, id }: Chatter): Promise<boolean> => {
  const { body } = await ask(`/rooms/${room}/members`, { token });
  return body.members.find(({ user }: Frame) => user.id === id).online;
};
const pong = async (socket: Socket) => {
  socket.send({ action: 'ping' });
  await socket.next(({ type }) => type === 'pong');
};

/** Somebody else comes, whom all of these know: what was told before has been told by then. */
async function afterSomebodyCame(listeners: readonly (readonly [Chatter, Socket])[]): Promise<void> {
  const cid = await register('cid');
  for (const [listener] of listeners) await makeRoomOf(listener, [cid]);
  const c = await open(cid);
  await Promise.all(listeners.map(([, socket]) => isTold(socket, cid, true)));
  c.raw.terminate();
}

/** Ann is there and looks on; ben shares two rooms with her. */
async function scene() {
  const [ann, ben] = await Promise.all([register('ann'), register('ben')]);
  const room = await makeRoomOf(ann, [ben]);
  await makeRoomOf(ann, [ben]);
  return { ann, ben, room, a: await open(ann) };
}

describe('presence', () => {
  it('of who comes is told the members of common rooms, once, with the first connection; and no stranger', async () => {
    const { ann, ben, a } = await scene();
    const eve = await register('eve');
    const e = await open(eve);

    const b = await open(ben);
    const frame = await isTold(a, ben, true);
    const again = await open(ben);
    await afterSomebodyCame([
      [ann, a],
      [eve, e],
    ]);

    const { at, ...rest } = frame;
    expect(rest).toEqual({ type: 'presence', user: personOf(ben), online: true });
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);
    expect(told(a, ben)).toEqual([true]);
    expect(told(e, ben)).toEqual([]);
    expect([...told(b, ben), ...told(again, ben)]).toEqual([]);
    for (const socket of [a, b, again, e]) socket.raw.terminate();
  });

  it('F16: of who is back within half a minute nothing is told, neither that they went nor that they came', async () => {
    const { ann, ben, room, a } = await scene();
    const b = await open(ben);
    await isTold(a, ben, true);

    await b.close();
    await left(ben);
    const meanwhile = await isOnline(room, { ...ann, id: ben.id });
    const again = await open(ben);
    await sweep(stack());
    await afterSomebodyCame([[ann, a]]);

    expect(meanwhile).toBe(true);
    expect(told(a, ben)).toEqual([true]);
    for (const socket of [a, again]) socket.raw.terminate();
  });

  it('of who has gone is told by the sweep, with since when; and when they are back', async () => {
    const { ann, ben, room, a } = await scene();
    const b = await open(ben);
    await isTold(a, ben, true);
    await b.close();
    await left(ben);

    await redis.zincrby(keys.departures, -31, ben.id);
    const second = Number(await left(ben));
    await sweep(stack());
    const gone = await isTold(a, ben, false);
    const asked = await isOnline(room, { ...ann, id: ben.id });
    const again = await open(ben);
    await until(() => (told(a, ben).length === 3 ? true : undefined));

    expect(gone).toMatchObject({ user: personOf(ben), at: new Date(second * 1_000 + 999).toISOString() });
    expect(asked).toBe(false);
    expect(told(a, ben)).toEqual([true, false, true]);
    expect(await isOnline(room, { ...ann, id: ben.id })).toBe(true);
    for (const socket of [a, again]) socket.raw.terminate();
  });

  it('of who fell silent is told when the lease is over, and again with the ping of that same connection', async () => {
    const { ben, a } = await scene();
    const b = await open(ben);
    await isTold(a, ben, true);
    const key = keys.userConnections(idOf(ben));
    const [connection = ''] = await redis.zrange(key, '0', '-1');

    await redis.zadd(key, Math.floor(Date.now() / 1_000) - 40, connection);
    await sweep(stack());
    await isTold(a, ben, false);
    await pong(b);
    await until(() => (told(a, ben).length === 3 ? true : undefined));

    expect(told(a, ben)).toEqual([true, false, true]);
    for (const socket of [a, b]) socket.raw.terminate();
  });

  it('F18: of those whose registration Redis lost nothing is told, however many register again', async () => {
    const { ann, ben, a } = await scene();
    const b = await open(ben);
    await isTold(a, ben, true);
    const before = told(b, ann);
    await stack().redisServer.empty();

    await Promise.all([pong(a), pong(b)]);
    await sweep(stack());
    await afterSomebodyCame([[ann, a]]);

    expect(told(a, ben)).toEqual([true]);
    expect(told(b, ann)).toEqual(before);
    for (const socket of [a, b]) socket.raw.terminate();
  });
});
