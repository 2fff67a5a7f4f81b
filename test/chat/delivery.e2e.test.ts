import { describe, expect, it } from 'vitest';
import { type Chatter, makeRoomOf, register } from '../setup/chat/api.ts';
import { readLogs } from '../setup/chat/logs.ts';
import { bodiesAt } from '../setup/chat/party.ts';
import { open, type Socket } from '../setup/chat/socket.ts';
import { until } from '../setup/until.ts';

const together = (count: number, name: string): Promise<readonly Chatter[]> =>
  Promise.all(Array.from({ length: count }, () => register(name)));

const openAll = (chatters: readonly Chatter[], each: number): Promise<readonly Socket[]> =>
  Promise.all(chatters.flatMap((chatter) => Array.from({ length: each }, () => open(chatter))));

const closeAll = (sockets: readonly Socket[]) => {
  for (const { raw } of sockets) raw.terminate();
};

const seqsAt = ({ frames }: Socket): readonly number[] =>
  frames
    .filter(({ type }) => type === 'events')
    .flatMap(({ events }) => events.map(({ seq }: { seq: number }) => seq));

async function logLine(event: string, room: string): Promise<string | undefined> {
  const lines = [...(await readLogs()).values()].flatMap((text) => text.split('\n'));
  return lines.find((line) => line.includes(event) && line.includes(room));
}

describe('a room with more connections than a sender posts to', () => {
  it('is delivered by the deliver function, every event to every connection, in order', async () => {
    const [owner, ...others] = await together(12, 'crowd');
    if (!owner) throw new Error('nobody came');
    const room = await makeRoomOf(owner, others);
    const sockets = await openAll([owner, ...others], 5);

    const acks = await Promise.all(
      sockets
        .filter((_, index) => index % 5 === 0)
        .map((socket, n) => socket.ask({ room, body: `message ${n}` })),
    );

    expect(acks.map(({ type }) => type)).toEqual(acks.map(() => 'ack'));
    const seqs = acks.map(({ seq }) => seq).toSorted((a, b) => a - b);
    for (const socket of sockets) {
      await until(() => (new Set(seqsAt(socket)).size >= seqs.length ? true : undefined), {
        what: 'every event',
      });
      expect([...new Set(seqsAt(socket))].toSorted((a, b) => a - b)).toEqual(seqs);
    }
    const drained = await until(() => logLine('room.drained', room), { what: 'the log line' });
    expect(JSON.parse(drained)).toMatchObject({ failed: 0, reason: 'empty' });
    closeAll(sockets);
  });
});

describe('a small room in which everybody writes at once', () => {
  it('gets every event on every connection, whoever delivered it', async () => {
    const [owner, ...others] = await together(6, 'busy');
    if (!owner) throw new Error('nobody came');
    const room = await makeRoomOf(owner, others);
    const sockets = await openAll([owner, ...others], 1);
    const bodies = sockets.flatMap((_, n) => [1, 2, 3, 4, 5].map((m) => `${n}.${m}`));

    await Promise.all(
      sockets.map(async (socket, n) => {
        for (const m of [1, 2, 3, 4, 5]) await socket.ask({ room, body: `${n}.${m}` });
      }),
    );

    for (const socket of sockets) {
      await until(() => (new Set(bodiesAt(socket)).size === bodies.length ? true : undefined), {
        what: 'all',
      });
      expect([...new Set(bodiesAt(socket))].toSorted()).toEqual(bodies.toSorted());
    }
    closeAll(sockets);
  });
});
