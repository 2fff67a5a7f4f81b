import { describe, expect, it } from 'vitest';
import { aClient } from '../test/client/a-client.ts';

const pong = { type: 'pong', heads: {} };

/** Passes time second by second while the server answers each ping. */
async function passAlive({ clock, sockets }: ReturnType<typeof aClient>, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    sockets.last.push(pong);
    await clock.pass(1000);
  }
}

describe('the heartbeat', () => {
  it('pings on connecting and every 30 s while visible', async () => {
    const parts = aClient();
    await parts.live();

    await passAlive(parts, 95);

    expect(parts.sockets.last.of('ping')).toHaveLength(4);
  });

  it('pings every 4 minutes while hidden, and at once on becoming visible', async () => {
    const parts = aClient();
    await parts.live();
    parts.client.setVisible(false);

    await passAlive(parts, 9 * 60);
    expect(parts.sockets.last.of('ping')).toHaveLength(3);
    parts.client.setVisible(true);

    expect(parts.sockets.last.of('ping')).toHaveLength(4);
  });

  it('gives up a socket on which nothing comes for 10 s after a ping (F9)', async () => {
    const { client, clock, sockets, live } = aClient();
    await live();
    sockets.last.push(pong);

    await clock.pass(39_999);
    expect(client.state).toEqual({ kind: 'live' });
    await clock.pass(1);

    expect(client.state).toMatchObject({ kind: 'waiting' });
    expect(sockets.last.isClosed).toBe(true);
  });

  it('takes the gateway’s own error for a sign of life, and nothing else', async () => {
    const { client, clock, sockets, live } = aClient();
    await live();

    for (const text of [
      '{"message":"Internal server error","connectionId":"c"}',
      'no JSON',
      '[]',
      'null',
      '{"type":"new"}',
    ]) {
      sockets.last.push(text);
    }
    await clock.pass(29_000);

    expect(client.state).toEqual({ kind: 'live' });
  });

  it('connects at once when it becomes visible while waiting', async () => {
    const { client, clock, sockets, live } = aClient();
    await live();
    client.setVisible(false);
    sockets.last.close();

    client.setVisible(true);
    await clock.pass(0);

    expect(sockets.all).toHaveLength(2);
  });
});
