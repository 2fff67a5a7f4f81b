import { describe, expect, it } from 'vitest';
import { aClient, message, room, seen } from '../test/client/a-client.ts';
import { memoryOutbox } from './outbox.ts';

const ack = (id: string, seq: number, repeated = false) => ({ type: 'ack', id, room, seq, at: '', repeated });

async function aFollower(options = {}) {
  const parts = aClient(options);
  parts.client.follow(room, { epoch: 'e1', seq: 0 });
  await parts.live();
  return parts;
}

const synced = (...events: readonly object[]) => ({
  type: 'synced',
  rooms: { [room]: { epoch: 'e2', head: events.length, events, more: false } },
});

describe('a room that was restored from a backup', () => {
  it('sends again what was acked and is not in the log, and is done when it is acked again (F21)', async () => {
    const storage = memoryOutbox();
    const { client, sockets } = await aFollower({ storage });
    client.send({ room, body: 'lost' });
    sockets.last.push(ack('id-a', 1));
    client.send({ room, body: 'kept' });
    sockets.last.push(ack('id-b', 2));

    sockets.last.push(synced(message(1, 'id-b')));

    expect(sockets.last.of('sendMessage').map(({ id }) => id)).toEqual(['id-a', 'id-b', 'id-a']);
    expect(seen(client)).toEqual({ seqs: [1], outgoing: [['id-a', 'pending']] });
    expect(storage.all().map(({ id }) => id)).toEqual(['id-a']);
    sockets.last.push(ack('id-a', 1, true));
    expect(seen(client).outgoing).toEqual([]);
    expect(storage.all()).toEqual([]);
  });

  it('says in every change and reply from which epoch its seq is, which the server compares before we hear of another', async () => {
    const { client, sockets } = await aFollower();
    sockets.last.push({ type: 'events', room, epoch: 'e1', events: [message(1)] });
    sockets.last.push(ack(client.edit({ room, seq: 1, body: 'two' }), 2));
    sockets.last.push(ack(client.react({ room, seq: 1, emoji: '👍', on: true }), 3));
    sockets.last.push(ack(client.remove({ room, seq: 1 }), 4));
    client.send({ room, body: 'three', replyTo: 1 });

    for (const action of ['editMessage', 'react', 'deleteMessage']) {
      expect(sockets.last.of(action)).toMatchObject([{ seq: 1, epoch: 'e1' }]);
    }
    expect(sockets.last.of('sendMessage')).toMatchObject([{ replyTo: 1, epoch: 'e1' }]);
  });

  it('sends no change again, acked or not: its seq may be that of another message', async () => {
    const { client, sockets } = await aFollower();
    sockets.last.push({ type: 'events', room, epoch: 'e1', events: [message(1)] });
    const edit = client.edit({ room, seq: 1, body: 'two' });
    sockets.last.push(ack(edit, 2));
    client.remove({ room, seq: 1 });
    client.edit({ room, seq: 1, body: 'three' });
    client.send({ room, body: 'and on' });

    sockets.last.push(synced());

    expect(seen(client)).toEqual({
      seqs: [],
      outgoing: [
        ['id-b', 'failed'],
        ['id-c', 'failed'],
        ['id-d', 'pending'],
      ],
    });
    expect(sockets.last.of('editMessage')).toHaveLength(1);
    expect(sockets.last.of('sendMessage')).toHaveLength(1);
  });
});

describe('what was read of a room that was restored from a backup', () => {
  it('is told anew, though the seqs are lower', async () => {
    const { client, clock, sockets } = await aFollower();
    sockets.last.push({ type: 'events', room, epoch: 'e1', events: [message(1), message(2), message(3)] });
    client.markRead(room);
    await clock.pass(2_000);

    sockets.last.push(synced(message(1), message(2)));
    client.markRead(room);

    expect(sockets.last.of('markRead').map(({ seq }) => seq)).toEqual([3, 2]);
  });
});
