import { describe, expect, it } from 'vitest';
import { aClient, room } from '../test/client/a-client.ts';
import { FakeClock, settle } from '../test/client/fake-clock.ts';

const minute = 60_000;

describe('the connection', () => {
  it('connects with a ticket, and asks for heads and for what its rooms missed', async () => {
    const { client, sockets, changes, live } = aClient();
    client.follow(room, { epoch: 'e1', seq: 7 });

    await live();

    expect(sockets.last.url).toBe('wss://chat.example?ticket=t1');
    expect(sockets.last.sent).toEqual([
      { action: 'ping' },
      { action: 'sync', cursors: { [room]: { epoch: 'e1', seq: 7 } } },
    ]);
    expect(changes).toEqual([
      { kind: 'state', state: { kind: 'connecting' } },
      { kind: 'state', state: { kind: 'live' } },
    ]);
  });

  it('waits after a loss and comes back with a new ticket', async () => {
    const { client, sockets, clock, live } = aClient();
    await live();

    sockets.last.close();

    expect(client.state).toEqual({ kind: 'waiting', seconds: 1, until: clock.now() + 1000 });
    await clock.pass(1000);
    expect(client.state).toEqual({ kind: 'connecting' });
    expect(sockets.last.url).toContain('t2');
    sockets.last.accept();
    expect(client.state).toEqual({ kind: 'live' });
  });

  it('tries at once when asked while it waits', async () => {
    const { client, sockets, live } = aClient();
    await live();
    sockets.last.close();

    client.start();
    await settle();

    expect(sockets.all).toHaveLength(2);
    client.start();
    await settle();
    expect(sockets.all).toHaveLength(2);
  });

  it('waits longer and longer while it fails, 30 s at most (F19)', async () => {
    const { client, sockets, clock, live } = aClient({ random: () => 1 });
    await live();
    const waits: number[] = [];

    for (let tries = 0; tries < 4; tries += 1) {
      sockets.last.close();
      if (client.state.kind === 'waiting') waits.push(client.state.seconds);
      await clock.pass(30_000);
    }

    expect(waits).toEqual([12, 24, 30, 30]);
  });

  it('counts its tries anew only when the server has answered on the new socket', async () => {
    const { client, sockets, clock, live } = aClient({ random: () => 1 });
    await live();
    sockets.last.close();
    await clock.pass(12_000);

    sockets.last.accept();
    sockets.last.close();
    expect(client.state).toMatchObject({ seconds: 24 });
    await clock.pass(24_000);
    sockets.last.accept();
    sockets.last.push({ type: 'pong', heads: {} });
    sockets.last.close();

    expect(client.state).toMatchObject({ seconds: 12 });
  });

  it('waits for as long as the server says', async () => {
    const { client, clock, sockets, answerTickets } = aClient();
    answerTickets(() => ({ status: 429, body: { error: { code: 'rate_limited', retryAfterMs: 40_000 } } }));

    client.start();
    await settle();

    expect(client.state).toMatchObject({ kind: 'waiting', seconds: 40 });
    await clock.pass(39_999);
    expect(sockets.all).toHaveLength(0);
  });

  it('ends when the session is refused, and asks no more', async () => {
    const { client, clock, sockets, answerTickets } = aClient();
    let asked = 0;
    answerTickets(() => {
      asked += 1;
      return { status: 401, body: { error: { code: 'unauthenticated' } } };
    });

    client.start();
    await clock.pass(10 * minute);

    expect(client.state).toEqual({ kind: 'closed', why: 'unauthenticated' });
    expect({ asked, sockets: sockets.all.length, timers: clock.waiting }).toEqual({
      asked: 1,
      sockets: 0,
      timers: 0,
    });
  });

  it('ends when the server says so in a frame', async () => {
    const { client, clock, sockets, live } = aClient();
    await live();

    sockets.last.push({
      type: 'error',
      code: 'unauthenticated',
      message: '',
      requestId: '',
      retryable: false,
    });

    expect(client.state).toEqual({ kind: 'closed', why: 'unauthenticated' });
    expect(sockets.last.isClosed).toBe(true);
    expect(clock.waiting).toBe(0);
  });

  it('ends on bye and tells why (F15)', async () => {
    const { client, clock, sockets, live } = aClient();
    await live();

    sockets.last.push({ type: 'bye', code: 'logged_out' });
    await clock.pass(10 * minute);

    expect(client.state).toEqual({ kind: 'closed', why: 'logged_out' });
    expect(sockets.all).toHaveLength(1);
  });

  it('gives up a handshake that takes longer than 15 s', async () => {
    const { client, clock, sockets } = aClient();
    client.start();

    await clock.pass(15_000);

    expect(client.state).toMatchObject({ kind: 'waiting' });
    const [late] = sockets.all;
    late?.accept();
    expect(client.state).toMatchObject({ kind: 'waiting' });
  });

  it('leaves nothing behind when stopped while it connects', async () => {
    const { client, clock, sockets } = aClient();

    client.start();
    client.stop();
    await settle();

    expect(client.state).toEqual({ kind: 'closed', why: 'stopped' });
    expect({ sockets: sockets.all.length, timers: clock.waiting }).toEqual({ sockets: 0, timers: 0 });
  });

  it.each(['connecting', 'live'] as const)('stops for a subscriber that is told %s', async (kind) => {
    const { client, clock, sockets } = aClient();
    client.subscribe((change) => {
      if (change.kind === 'state' && change.state.kind === kind) client.stop();
    });

    client.start();
    await settle();
    sockets.all[0]?.accept();
    await settle();

    expect(client.state).toEqual({ kind: 'closed', why: 'stopped' });
    const open = sockets.all.filter(({ isClosed }) => !isClosed);
    expect({ open: open.length, timers: clock.waiting }).toEqual({ open: 0, timers: 0 });
  });
});

describe('a new connection before the old one ends (F16)', () => {
  it.each([
    ['after 105 minutes at the earliest', 0, 105],
    ['after 115 minutes at the latest', 0.999_999, 115],
  ])('is made %s', async (_, random, minutes) => {
    const { sockets, clock, live } = aClient({ random: () => random });
    await live();
    for (let passed = 0; passed < minutes * minute - 1000; passed += 1000) {
      await clock.pass(1000);
      sockets.last.push({ type: 'pong', heads: {} });
    }
    expect(sockets.all).toHaveLength(1);

    await clock.pass(2000);

    expect(sockets.all).toHaveLength(2);
  });

  it('is made once, however often the server asks, and not before the pause after a try that failed', async () => {
    const { sockets, clock, answerTickets, live } = aClient({ random: () => 0.5 });
    let asked = 0;
    await live();
    const old = sockets.last;
    answerTickets(() => {
      asked += 1;
      return { status: 503, body: { error: { code: 'unavailable', retryAfterMs: 20_000 } } };
    });
    const askEveryTenSeconds = async (times: number) => {
      for (let left = 300; left > 300 - 10 * times; left -= 10) {
        old.push({ type: 'reconnect', within: left });
        await clock.pass(10_000);
        old.push({ type: 'pong', heads: {} });
      }
    };

    await askEveryTenSeconds(11);
    expect(asked).toBe(0);
    await askEveryTenSeconds(1);
    expect(asked).toBe(1);
    await askEveryTenSeconds(1);
    expect(asked).toBe(1);
    await askEveryTenSeconds(1);

    expect({ asked, sockets: sockets.all.length, oldClosed: old.isClosed }).toEqual({
      asked: 2,
      sockets: 1,
      oldClosed: false,
    });
  });

  it('is made when the server asks, and the old one goes only when the new one has answered', async () => {
    const { client, sockets, clock, changes, live } = aClient();
    await live();
    const old = sockets.last;
    old.push({ type: 'reconnect', within: 60 });
    await clock.pass(0);
    const next = sockets.last;

    next.accept();
    expect({ both: sockets.all.length, oldClosed: old.isClosed }).toEqual({ both: 2, oldClosed: false });
    next.push({ type: 'pong', heads: {} });

    expect(old.isClosed).toBe(true);
    expect(next.of('ping')).toHaveLength(1);
    expect(client.state).toEqual({ kind: 'live' });
    expect(changes.filter(({ kind }) => kind === 'state')).not.toContainEqual(
      expect.objectContaining({ state: expect.objectContaining({ kind: 'waiting' }) }),
    );
  });

  it('is made when the server asks after a sleep, over which the own time for it went by', async () => {
    const clock = new FakeClock();
    let slept = 0;
    const waking = { now: () => clock.now() + slept, after: clock.after.bind(clock) };
    const { sockets, live } = aClient({ clock: waking });
    await live();
    slept = 110 * minute;

    sockets.last.push({ type: 'reconnect', within: 300 });
    await clock.pass(0);

    expect(sockets.all).toHaveLength(2);
  });

  it('is tried again while the old one serves on', async () => {
    const { client, sockets, clock, live } = aClient();
    await live();
    const old = sockets.last;
    old.push({ type: 'reconnect', within: 60 });
    await clock.pass(0);

    sockets.last.close();
    expect(client.state).toEqual({ kind: 'live' });
    await clock.pass(1000);

    expect(sockets.all).toHaveLength(3);
    expect(old.isClosed).toBe(false);
  });
});
