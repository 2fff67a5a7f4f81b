import { describe, expect, it } from 'vitest';
import { ask, register } from '../setup/chat/api.ts';
import type { Frame } from '../setup/chat/socket.ts';
import { until } from '../setup/until.ts';
import { beat, connect, reaches, type Scene, scene, seqsOf, upTo } from './scene.ts';

const isPush = ({ type }: Frame) => type === 'events';
const has = (body: string) => (frame: Frame) =>
  isPush(frame) && frame.events.some((event: Frame) => event.body === body);

describe('pushes that', () => {
  it('F6: miss one and go on with the next are parked, synced, and applied without a hole', async () => {
    const ben = await scene();
    ben.wire.onFrame((frame, text) => (has('lost')(frame) ? [] : [text]));

    await ben.say('lost', 'found');
    await until(() => ben.client.log(ben.room)?.parked.length || undefined);
    const parked = seqsOf(ben);
    await ben.clock.pass(300);
    await reaches(ben, 4);

    expect(parked).toEqual([1, 2]);
    expect(seqsOf(ben)).toEqual(upTo(4));
    ben.a.raw.terminate();
  });

  it('F7: are lost in a room that falls quiet are found at the next pong', async () => {
    const ben = await scene();
    ben.wire.onFrame((frame, text) => (isPush(frame) ? [] : [text]));

    await ben.say('the last');
    const before = seqsOf(ben);
    await ben.clock.pass(30_000);
    await until(() => ben.wire.sent.filter(({ action }) => action === 'ping').length > 1 || undefined);
    await until(async () => {
      await ben.clock.pass(300);
      return seqsOf(ben).at(-1) === 3 ? true : undefined;
    });

    expect(before).toEqual([1, 2]);
    expect(seqsOf(ben)).toEqual(upTo(3));
    ben.a.raw.terminate();
  });

  it('F8: come reversed, and twice, are applied in order, once', async () => {
    const ben = await scene();
    const held: string[] = [];
    const told: number[] = [];
    ben.client.subscribe((change) => {
      if (change.kind === 'events') told.push(...change.events.map(({ seq }) => seq));
    });
    ben.wire.onFrame((frame, text) => {
      if (!isPush(frame)) return [text];
      held.unshift(text);
      return held.length < 4 ? [] : held.splice(0).flatMap((one) => [one, one]);
    });

    await ben.say('one', 'two', 'three', 'four');
    await reaches(ben, 6);

    expect(seqsOf(ben)).toEqual(upTo(6));
    expect(told).toEqual([3, 4, 5, 6]);
    ben.a.raw.terminate();
  });
});

describe('a connection that', () => {
  const isOnline = async ({ user: me, room }: Scene): Promise<boolean> => {
    const { body } = await ask(`/rooms/${room}/members`, { token: me.token });
    return body.members.find(({ user }: Frame) => user.id === me.id).online;
  };

  it('F16: nears its two hours is followed by the next before it goes; nothing is missed, presence stays', async () => {
    const ben = await scene();
    const online: boolean[] = [];

    await ben.say('before');
    ben.client.setVisible(false);
    for (let minutes = 0; minutes < 104; minutes += 4) await beat(ben, 4 * 60_000);
    await until(async () => {
      await ben.clock.pass(1_000);
      return ben.wire.count().opened === 2 ? true : undefined;
    });
    online.push(await isOnline(ben));
    await ben.say('between');
    await until(async () => {
      await ben.clock.pass(100);
      return ben.wire.count().open === 1 ? true : undefined;
    });
    await ben.say('after');
    online.push(await isOnline(ben));
    await reaches(ben, 5);

    expect(seqsOf(ben)).toEqual(upTo(5));
    expect(online).toEqual([true, true]);
    expect(ben.client.state).toEqual({ kind: 'live' });
    ben.a.raw.terminate();
  });

  it('F16: is cut is followed by another, and what came between is there', async () => {
    const ben = await scene();

    ben.wire.cut();
    await until(() => (ben.client.state.kind === 'waiting' ? true : undefined));
    await ben.say('meanwhile');
    await ben.clock.pass(1_000);
    await reaches(ben, 3);
    await ben.say('live again');
    await reaches(ben, 4);

    expect(seqsOf(ben)).toEqual(upTo(4));
    ben.a.raw.terminate();
  });

  it('DF19: is idle is pinged every 30 s while somebody looks, every 4 minutes else, so that it is never cut', async () => {
    const ben = await scene();
    await beat(ben, 30_000);
    await beat(ben, 30_000);
    ben.client.setVisible(false);
    await beat(ben, 4 * 60_000);

    expect(ben.wire.count()).toEqual({ opened: 1, open: 1 });
    ben.a.raw.terminate();
  });
});

describe('a client that', () => {
  it.each([
    ['1990', Date.UTC(1990, 0, 1)],
    ['2060', Date.UTC(2060, 0, 1)],
  ])('F20: believes it is %s sends, receives and throttles as any other', async (_, startsAt) => {
    const ben = await scene(startsAt);

    ben.client.send({ room: ben.room, body: 'what time is it' });
    await reaches(ben, 3);
    await ben.say('high time');
    await reaches(ben, 4);

    const [last] = ben.client.log(ben.room)?.events.slice(-2) ?? [];
    expect(Math.abs(Date.parse(last?.at ?? '') - Date.now())).toBeLessThan(60_000);
    expect(ben.client.outgoing(ben.room)).toEqual([]);
    ben.a.raw.terminate();
  });

  it('F22: slept while much was said catches up on waking, by one sync', async () => {
    const ben = await scene();
    ben.client.setVisible(false);
    ben.wire.onFrame(() => []);
    await ben.say('one', 'two', 'three', 'four', 'five');
    ben.wire.onFrame(undefined);
    const syncs = () => ben.wire.sent.filter(({ action }) => action === 'sync').length;
    const before = syncs();

    ben.client.setVisible(true);
    await until(async () => {
      await ben.clock.pass(300);
      return seqsOf(ben).at(-1) === 7 ? true : undefined;
    });

    expect(seqsOf(ben)).toEqual(upTo(7));
    expect(syncs() - before).toBe(1);
    ben.a.raw.terminate();
  });

  it('DF15: joins while the room is busy has every event once and in order', async () => {
    const ben = await scene();
    const joiners = await Promise.all(['carl', 'dora', 'emil'].map((name) => register(name)));
    const fixtures = await Promise.all(joiners.map((joiner) => connect(joiner, [])));
    await Promise.all(fixtures.map(({ client }) => until(() => client.state.kind === 'live' || undefined)));

    const said = ben.say('busy 1', 'busy 2', 'busy 3', 'busy 4', 'busy 5');
    for (const { username } of joiners) {
      await ask(`/rooms/${ben.room}/members`, { token: ben.user.token, body: { username } });
    }
    await said;

    for (const { client, clock } of [ben, ...fixtures]) {
      const one = { client, room: ben.room };
      await until(async () => {
        await clock.pass(300);
        return seqsOf(one).at(-1) === 10 ? true : undefined;
      });
      expect(seqsOf(one)).toEqual(upTo(10));
    }
    ben.a.raw.terminate();
  });
});
