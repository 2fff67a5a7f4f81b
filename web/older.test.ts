import { describe, expect, it } from 'vitest';
import { ParleyHttp } from '../client/http.ts';
import { aClient, messages } from '../test/client/a-client.ts';
import { settle } from '../test/client/fake-clock.ts';
import { Older } from './older.ts';

const room = 'r1';

/** The history of a room with `head` messages, of which only every hundredth makes a line; ten lines fill the place. */
async function aHistory(head: number) {
  const server = { epoch: 'e1', isUp: true, gets: 0 };
  const answer = (url: string) => {
    if (url === '/tickets') return { ticket: 't', url: 'wss://x', expiresAt: '' };
    server.gets += 1;
    const [before = 0, limit = 0] = (url.match(/\d+/g) ?? []).map(Number).slice(-2);
    const events = messages(Math.max(1, before - limit), before - 1);
    return { epoch: server.epoch, head, events, more: true };
  };
  const fetch = async (url: string) =>
    new Response(JSON.stringify(answer(url)), { status: server.isUp ? 200 : 503 });
  const { client, clock, sockets, live } = aClient({ http: new ParleyHttp({ base: '', fetch }) });
  client.follow(room, { epoch: 'e1', seq: head });
  await live();
  const chat = {
    client,
    get state() {
      return client.state;
    },
    failed: (error: unknown) => error,
  };
  const lines = () => client.log(room)?.events.filter(({ seq }) => seq % 100 === 0).length ?? 0;
  let shows = 0;
  const place = {
    isShort: () => lines() < 10,
    show: () => {
      shows += 1;
    },
  };
  const older = new Older(chat, room, place);
  const base = () => client.log(room)?.base;
  return { client, clock, sockets, server, older, base, shows: () => shows };
}

describe('what is older in a room', () => {
  it('is loaded until it fills its place, and then when asked for', async () => {
    const { older, base, server, shows } = await aHistory(1_500);

    await older.fill();
    expect({ base: base(), gets: server.gets, shows: shows() }).toEqual({ base: 550, gets: 19, shows: 19 });
    await older.fill();
    await older.load();

    expect({ base: base(), gets: server.gets, state: older.state }).toEqual({
      base: 500,
      gets: 20,
      state: 'loading',
    });
  });

  it('is loaded by itself up to 2000 events, and then when asked for, to the beginning', async () => {
    const { older, base, server, client } = await aHistory(2_100);
    const place = { isShort: () => true, show: () => {} };
    const endless = new Older({ client, state: { kind: 'live' }, failed: (error) => error }, room, place);

    await endless.fill();
    await endless.fill();
    expect({ base: base(), gets: server.gets, state: endless.state }).toEqual({
      base: 100,
      gets: 40,
      state: 'resting',
    });
    while (await endless.load());

    expect({ base: base(), gets: server.gets, state: older.state }).toEqual({
      base: 0,
      gets: 42,
      state: 'nothing',
    });
  });

  it('is loaded again when the connection is back, or when asked for', async () => {
    const { older, base, server, sockets, clock } = await aHistory(1_500);
    server.isUp = false;
    await older.fill();
    await older.fill();
    expect({ gets: server.gets, state: older.state }).toEqual({ gets: 1, state: 'failed' });
    await older.load();
    expect(server.gets).toBe(2);

    sockets.last.close();
    server.isUp = true;
    await older.fill();
    expect(server.gets).toBe(2);
    await clock.pass(1_000);
    sockets.last.accept();
    await older.fill();

    expect({ base: base(), state: older.state }).toEqual({ base: 550, state: 'loading' });
  });

  it('is let be when a page changes nothing, until the log is of its epoch', async () => {
    const { older, server, sockets } = await aHistory(1_500);
    server.epoch = 'e2';

    await older.fill();
    await older.fill();
    expect({ gets: server.gets, state: older.state }).toEqual({ gets: 1, state: 'failed' });
    const [last] = messages(1_500, 1_500);
    sockets.last.push({ type: 'events', room, epoch: 'e2', events: [last] });
    await settle();

    expect(older.state).toBe('nothing');
  });
});
