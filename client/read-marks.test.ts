import { describe, expect, it } from 'vitest';
import { aClient, messages, room } from '../test/client/a-client.ts';

async function aReader() {
  const parts = aClient();
  const { client, sockets } = parts;
  client.follow(room, { epoch: 'e1', seq: 0 });
  await parts.live();
  const push = (from: number, to: number) =>
    sockets.last.push({ type: 'events', room, epoch: 'e1', events: messages(from, to) });
  const marks = () => sockets.all.flatMap((socket) => socket.of('markRead').map(({ seq }) => seq));
  return { ...parts, push, marks };
}

describe('marking as read', () => {
  it('tells the server once a second at most, and the newest only', async () => {
    const { client, clock, push, marks } = await aReader();
    push(1, 3);

    client.markRead(room);
    for (let seq = 4; seq <= 9; seq += 1) {
      push(seq, seq);
      client.markRead(room);
      await clock.pass(100);
    }
    expect(marks()).toEqual([3]);
    await clock.pass(400);
    client.markRead(room);
    await clock.pass(5_000);

    expect(marks()).toEqual([3, 9]);
  });

  it('tells it again at the next heartbeat, unless it was answered', async () => {
    const { client, clock, sockets, push, marks } = await aReader();
    const pong = { type: 'pong', heads: { [room]: { epoch: 'e1', seq: 3 } } };
    push(1, 3);
    client.markRead(room);
    await clock.pass(2_000);

    sockets.last.push(pong);
    expect(marks()).toEqual([3, 3]);
    sockets.last.push({ type: 'marked', room, seq: 3 });
    await clock.pass(2_000);
    sockets.last.push(pong);

    expect(marks()).toEqual([3, 3]);
  });

  it('tells it again on a new connection, unless it was answered', async () => {
    const { client, clock, sockets, push, marks } = await aReader();
    push(1, 3);
    client.markRead(room);
    sockets.last.close();
    await clock.pass(1_000);
    sockets.last.accept();
    expect(marks()).toEqual([3, 3]);
    sockets.last.push({ type: 'marked', room, seq: 3 });

    sockets.last.close();
    await clock.pass(1_000);
    sockets.last.accept();
    client.markRead(room);

    expect(marks()).toEqual([3, 3]);
  });

  it('keeps what is read without a connection, and leaves no timer behind', async () => {
    const { client, clock, sockets, push, marks } = await aReader();
    push(1, 2);
    sockets.last.close();
    client.markRead(room);
    expect(marks()).toEqual([]);
    await clock.pass(1_000);
    sockets.last.accept();
    expect(marks()).toEqual([2]);

    client.stop();

    expect(clock.waiting).toBe(0);
  });
});

describe('typing', () => {
  it('is said every three seconds at most while it goes on, and once that it is over', async () => {
    const { client, clock, sockets } = await aReader();
    sockets.last.push({ type: 'pong', heads: { [room]: { epoch: 'e1', seq: 0 } } });

    for (let n = 0; n < 10; n += 1) {
      client.setTyping(room, true);
      await clock.pass(500);
    }
    client.setTyping(room, false);
    client.setTyping(room, false);
    client.setTyping(room, true);
    await clock.pass(3_000);
    client.setTyping(room, true);
    await clock.pass(7_000);
    client.setTyping(room, false);

    expect(sockets.last.of('typing').map(({ on }) => on)).toEqual([true, true, false, true]);
  });

  it('is told of others, as are what they read, and that they come and go', async () => {
    const { sockets, changes } = await aReader();
    const user = { id: 'ben', username: 'ben' };

    sockets.last.push({ type: 'typing', room, user, on: true });
    sockets.last.push({ type: 'read', room, user, seq: 4 });
    sockets.last.push({ type: 'presence', user, online: false, at: '2026-01-01T00:00:00.000Z' });
    sockets.last.push({ type: 'typing', room, user, on: 'yes' });
    sockets.last.push({ type: 'presence', user, online: 1, at: '' });

    expect(changes.slice(-3)).toEqual([
      { kind: 'typing', room, user, on: true },
      { kind: 'read', room, user, seq: 4 },
      { kind: 'presence', user, online: false, at: '2026-01-01T00:00:00.000Z' },
    ]);
  });
});
