import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../local/gateway/clock/clock.ts';
import { register } from '../setup/chat/api.ts';
import { type Frame, open, type Socket } from '../setup/chat/socket.ts';
import { useFaultyStack } from './use-faulty-stack.ts';

/** The gateway's clock, which is slow: what it opens looks so much older to functions. */
let behindMs = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() - behindMs };
const stack = useFaultyStack({ clock });
afterEach(() => {
  behindMs = 0;
});

const isReconnect = ({ type }: Frame) => type === 'reconnect';
const ping = async (socket: Socket) => {
  socket.send({ action: 'ping' });
  return socket.next(({ type }) => type === 'pong');
};

describe('a connection that nears its two hours', () => {
  it('F16: is asked to reconnect with each ping, and one that is young is not', async () => {
    const ann = await register('ann');
    const young = await open(ann);
    behindMs = 115 * 60_000;
    const old = await open(ann);

    await ping(young);
    await ping(old);
    await ping(old);

    const asked = [await old.next(isReconnect), await old.next(isReconnect)];
    for (const { within } of asked) {
      expect(within).toBeLessThanOrEqual(300);
      expect(within).toBeGreaterThan(240);
    }
    expect(young.frames.filter(isReconnect)).toEqual([]);
    for (const socket of [young, old]) socket.raw.terminate();
  });

  it('F16: has its pong even when it can not be asked', async () => {
    const ann = await register('ann');
    behindMs = 115 * 60_000;
    const old = await open(ann);
    stack().posts.onPost(() => ({ kind: 'answer', status: 500 }));

    const pong = await ping(old);

    expect(pong).toEqual({ type: 'pong', heads: {} });
    expect(old.frames.filter(isReconnect)).toEqual([]);
    old.raw.terminate();
  });
});
