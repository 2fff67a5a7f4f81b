import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aClient, messages, otherRoom, room, seen } from '../test/client/a-client.ts';
import { FakeClock } from '../test/client/fake-clock.ts';
import { FakeServer } from '../test/client/fake-server.ts';
import { type Fault, faultySockets } from '../test/client/faulty-sockets.ts';
import { ParleyHttp } from './http.ts';
import type { ParleyClient } from './parley-client.ts';

const events = (from: number, to: number, epoch = 'e1') => ({
  type: 'events',
  room,
  epoch,
  events: messages(from, to),
});
const synced = (from: number, to: number, head = to, epoch = 'e1') => ({
  type: 'synced',
  rooms: { [room]: { epoch, head, events: messages(from, to), more: to < head } },
});

const pong = (seqs: Readonly<Record<string, number>>, epoch = 'e1') => ({
  type: 'pong',
  heads: Object.fromEntries(Object.entries(seqs).map(([id, seq]) => [id, { epoch, seq }])),
});

async function aFollower(seq = 0) {
  const parts = aClient();
  parts.client.follow(room, { epoch: 'e1', seq });
  await parts.live();
  parts.sockets.last.push({
    type: 'synced',
    rooms: { [room]: { epoch: 'e1', head: seq, events: [], more: false } },
  });
  parts.sockets.last.push(pong({ [room]: seq }));
  const syncs = () => parts.sockets.last.of('sync').slice(1);
  return { ...parts, syncs };
}

describe('a room that lost a push', () => {
  it('parks what is ahead and asks after 300 ms (F6)', async () => {
    const { client, clock, sockets, syncs } = await aFollower();
    sockets.last.push(events(1, 1));
    sockets.last.push(events(3, 3));

    await clock.pass(299);
    expect(syncs()).toEqual([]);
    await clock.pass(1);
    expect(syncs()).toEqual([{ action: 'sync', cursors: { [room]: { epoch: 'e1', seq: 1 } } }]);
    sockets.last.push(synced(2, 3));

    expect(seen(client).seqs).toEqual([1, 2, 3]);
  });

  it('does not ask when the missing one comes by itself (F8)', async () => {
    const { client, clock, sockets, syncs } = await aFollower();

    sockets.last.push(events(2, 3));
    sockets.last.push(events(1, 1));
    sockets.last.push(events(1, 2));
    await clock.pass(1_000);

    expect(seen(client).seqs).toEqual([1, 2, 3]);
    expect(syncs()).toEqual([]);
  });

  it('finds the lost last one by the next pong (F7)', async () => {
    const { clock, sockets, syncs } = await aFollower();

    sockets.last.push(pong({ [room]: 2 }));
    await clock.pass(300);

    expect(syncs()).toHaveLength(1);
  });

  it('finds its own lost one by the ack', async () => {
    const { client, clock, sockets, syncs } = await aFollower();
    client.send({ room, body: 'mine' });

    sockets.last.push({ type: 'ack', id: 'id-a', room, seq: 1, at: '', repeated: false });
    await clock.pass(300);

    expect(syncs()).toHaveLength(1);
  });

  it('goes on asking while there is more, and again when no answer comes', async () => {
    const { client, clock, sockets, syncs } = await aFollower();
    sockets.last.push(pong({ [room]: 5 }));
    await clock.pass(300);

    sockets.last.push(synced(1, 2, 5));
    await clock.pass(0);
    expect(syncs().at(-1)).toEqual({ action: 'sync', cursors: { [room]: { epoch: 'e1', seq: 2 } } });
    await clock.pass(5_000);
    expect(syncs()).toHaveLength(3);
    sockets.last.push(synced(3, 5));

    expect(seen(client).seqs).toEqual([1, 2, 3, 4, 5]);
  });

  it('asks again as late as the server says, and not at all for a room that is not to be had', async () => {
    const { clock, sockets, syncs } = await aFollower();
    const refusal = { type: 'error', message: '', requestId: '' };
    sockets.last.push(pong({ [room]: 5 }));
    await clock.pass(300);

    sockets.last.push({ ...refusal, code: 'rate_limited', retryable: true, retryAfterMs: 700 });
    await clock.pass(699);
    expect(syncs()).toHaveLength(1);
    await clock.pass(1);
    expect(syncs()).toHaveLength(2);
    sockets.last.push({ ...refusal, code: 'not_found', retryable: false });
    await clock.pass(20_000);

    expect(syncs()).toHaveLength(2);
  });

  it('loads anew when the epoch has changed (F21)', async () => {
    const { client, clock, sockets, syncs, changes } = await aFollower();
    sockets.last.push(events(1, 3));

    sockets.last.push(events(9, 9, 'e2'));
    await clock.pass(300);
    expect(syncs()).toEqual([{ action: 'sync', cursors: { [room]: { epoch: 'e2', seq: 0 } } }]);
    sockets.last.push(synced(7, 8, 9, 'e2'));

    expect(seen(client).seqs).toEqual([7, 8, 9]);
    expect(changes.at(-1)).toMatchObject({ kind: 'events', restarted: true });
  });
});

describe('a quiet room that was restored from a backup', () => {
  it('loads anew at the next pong, whose epoch is another (F21)', async () => {
    const { client, clock, sockets, syncs, changes } = await aFollower();
    sockets.last.push(events(1, 3));

    sockets.last.push(pong({ [room]: 2 }, 'e2'));
    await clock.pass(0);
    expect(syncs()).toEqual([{ action: 'sync', cursors: { [room]: { epoch: 'e1', seq: 3 } } }]);
    sockets.last.push(synced(1, 2, 2, 'e2'));
    sockets.last.push(pong({ [room]: 2 }, 'e2'));
    await clock.pass(1_000);

    expect(seen(client).seqs).toEqual([1, 2]);
    expect(changes.at(-1)).toMatchObject({ kind: 'events', restarted: true });
    expect(syncs()).toHaveLength(1);
  });

  it('asks for nothing when a pong is older than what was pushed', async () => {
    const { clock, sockets, syncs } = await aFollower();
    sockets.last.push(events(1, 3));

    sockets.last.push(pong({ [room]: 2 }));
    await clock.pass(1_000);

    expect(syncs()).toEqual([]);
  });
});

describe('the list of rooms', () => {
  it('follows the heads of a pong', async () => {
    const { client, clock, sockets, changes, syncs } = await aFollower();

    sockets.last.push(pong({ [otherRoom]: 4 }));
    await clock.pass(0);

    expect(client.rooms).toEqual([otherRoom]);
    expect(changes).toContainEqual({ kind: 'roomAdded', room: otherRoom });
    expect(changes).toContainEqual({ kind: 'roomRemoved', room });
    expect(syncs()).toEqual([{ action: 'sync', cursors: { [otherRoom]: { seq: 0 } } }]);
  });

  it('keeps a room that became known after the ping went out', async () => {
    const { client, sockets } = await aFollower();
    client.follow(otherRoom, { epoch: 'e1', seq: 0 });

    sockets.last.push(pong({ [room]: 0 }));

    expect(client.rooms).toEqual([room, otherRoom]);
  });

  it('follows what is pushed', async () => {
    const { client, sockets } = await aFollower();

    sockets.last.push({ type: 'roomAdded', room: otherRoom });
    sockets.last.push({ type: 'roomRemoved', room });
    sockets.last.push(events(1, 1));

    expect(client.rooms).toEqual([otherRoom]);
  });
});

describe('the client over a bad network', () => {
  const fault: fc.Arbitrary<Fault> = fc.constantFrom(
    'none',
    'none',
    'drop',
    'double',
    'delay',
    'cut',
    'gatewayError',
  );
  const write = fc.record({
    to: fc.constantFrom(room, otherRoom),
    change: fc.boolean(),
    after: fc.integer({ min: 0, max: 3_000 }),
  });
  const sendOrEdit = (
    client: ParleyClient,
    { to, change }: { to: string; change: boolean },
    body: string,
  ) => {
    const last = client.messages(to).at(-1);
    if (change && last) client.edit({ room: to, seq: last.seq, body });
    else client.send({ room: to, body });
  };

  it('stores each message and each edit once, in order, and shows every room whole (I2, I4, I5, I6)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 120 }),
        fc.array(write, { maxLength: 40 }),
        async (faults, writes) => {
          const clock = new FakeClock();
          const server = new FakeServer([room, otherRoom]);
          const body = { ticket: 't', url: 'wss://x', expiresAt: '' };
          const fetch = async () => new Response(JSON.stringify(body), { status: 201 });
          const http = new ParleyHttp({ base: '', fetch, clock });
          const { client } = aClient({ clock, http, open: faultySockets(server, clock, [...faults]) });

          client.start();
          for (const [n, write] of writes.entries()) {
            sendOrEdit(client, write, String(n));
            await clock.pass(write.after);
          }
          await clock.pass(20 * 60_000);

          for (const id of [room, otherRoom]) {
            const written = writes.flatMap(({ to }, n) => (to === id ? [String(n)] : []));
            const log = client.log(id);
            expect(server.bodies(id)).toEqual(written);
            expect(log?.events.map((event) => event.seq)).toEqual(
              written.map((_, n) => n + 1).slice(log?.base),
            );
            expect(client.outgoing(id)).toEqual([]);
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 30_000);
});
