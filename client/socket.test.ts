import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aClient, room } from '../test/client/a-client.ts';
import { FakeClock } from '../test/client/fake-clock.ts';
import { FakeServer } from '../test/client/fake-server.ts';
import { listen } from '../test/client/ws-server.ts';
import { ParleyHttp } from './http.ts';
import type { ParleyClient } from './parley-client.ts';
import { openWebSocket } from './socket.ts';

let fake: FakeServer;
let server: Awaited<ReturnType<typeof listen>>;
let clients: ParleyClient[];

beforeEach(async () => {
  clients = [];
  fake = new FakeServer([room]);
  server = await listen(fake);
});

afterEach(async () => {
  for (const client of clients) client.stop();
  await server.close();
});

function start() {
  const clock = new FakeClock();
  const http = new ParleyHttp({ base: server.base, token: 'secret', clock });
  const newId = () => crypto.randomUUID();
  const { client, changes } = aClient({ clock, http, newId, open: openWebSocket });
  clients.push(client);
  client.start();
  return { client, clock, changes };
}

const bodies = (client: ParleyClient) =>
  client.log(room)?.events.map((event) => (event.kind === 'message' ? event.body : '')) ?? [];

/** Moves the clocks on until the fact holds; fails after two seconds of real time. */
const until = (fact: () => void, ...clocks: readonly FakeClock[]) =>
  vi.waitFor(
    async () => {
      for (const clock of clocks) await clock.pass(500);
      fact();
    },
    { timeout: 2_000, interval: 5 },
  );

describe('the client over real sockets', () => {
  it('brings what one says to the other', async () => {
    const [ann, ben] = [start(), start()];
    await until(() => expect(server.open()).toBe(2));

    ann.client.send({ room, body: 'hello' });
    await until(() => expect(bodies(ben.client)).toEqual(['hello']), ann.clock, ben.clock);

    expect(bodies(ann.client)).toEqual(['hello']);
    expect(ann.client.outgoing(room)).toEqual([]);
  });

  it('comes back after a cut with a new ticket, and misses nothing of both sides', async () => {
    const [ann, ben] = [start(), start()];
    await until(() => expect(ben.client.rooms).toEqual([room]), ann.clock, ben.clock);
    server.cut();
    await until(() => expect(ben.client.state.kind).toBe('waiting'));

    ben.client.send({ room, body: 'written while away' });
    fake.take({ action: 'sendMessage', room, id: 'x', body: 'said meanwhile' });
    await until(() => expect(ben.client.outgoing(room)).toEqual([]), ann.clock, ben.clock);
    await until(() => expect(bodies(ann.client)).toHaveLength(2), ann.clock, ben.clock);

    expect(bodies(ann.client)).toEqual(['said meanwhile', 'written while away']);
    expect(bodies(ben.client)).toEqual(bodies(ann.client));
  });

  it('goes on trying while nobody listens', async () => {
    const { client, clock, changes } = start();
    const waits = () =>
      changes.filter((change) => change.kind === 'state' && change.state.kind === 'waiting');
    await until(() => expect(client.state.kind).toBe('live'));

    await server.close();
    await until(() => expect(waits().length).toBeGreaterThan(2), clock);

    expect(client.state.kind).not.toBe('closed');
  });

  it('closes its socket when it is stopped', async () => {
    const { client } = start();
    await until(() => expect(server.open()).toBe(1));

    client.stop();

    await until(() => expect(server.open()).toBe(0));
    expect(client.state).toEqual({ kind: 'closed', why: 'stopped' });
  });
});
