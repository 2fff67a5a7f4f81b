import { describe, expect, it } from 'vitest';
import { aClient, message, otherRoom, room, seen } from '../test/client/a-client.ts';
import { memoryOutbox } from './outbox.ts';

const ack = (id: string, seq: number, repeated = false) => ({ type: 'ack', id, room, seq, at: '', repeated });
const refusal = (id: string, code: string, retryable: boolean, extra = {}) => ({
  type: 'error',
  code,
  message: '',
  requestId: '',
  retryable,
  id,
  ...extra,
});

async function aLiveClient(options = {}) {
  const parts = aClient(options);
  parts.client.follow(room, { epoch: 'e1', seq: 0 });
  await parts.live();
  const sentIds = () => parts.sockets.all.flatMap((socket) => socket.of('sendMessage').map(({ id }) => id));
  const write = (body: string, to = room) => parts.client.send({ room: to, body });
  return { ...parts, sentIds, write };
}

describe('sending', () => {
  it('has one message of a room in flight, and rooms side by side (I6)', async () => {
    const { client, sockets, sentIds, write } = await aLiveClient();
    write('one');
    write('two');
    write('elsewhere', otherRoom);

    expect(sentIds()).toEqual(['id-a', 'id-c']);
    sockets.last.push(ack('id-a', 1));

    expect(sentIds()).toEqual(['id-a', 'id-c', 'id-b']);
    expect(seen(client).outgoing).toEqual([
      ['id-a', 'sent'],
      ['id-b', 'pending'],
    ]);
  });

  it('is done when the log has the message, whichever of ack and push comes first', async () => {
    const { client, sockets, write } = await aLiveClient();
    write('one');
    write('two');

    sockets.last.push({ type: 'events', room, epoch: 'e1', events: [message(1, 'id-a')] });
    expect(seen(client)).toEqual({ seqs: [1], outgoing: [['id-b', 'pending']] });
    sockets.last.push(ack('id-a', 1));
    sockets.last.push(ack('id-b', 2));
    expect(seen(client)).toEqual({ seqs: [1], outgoing: [['id-b', 'sent']] });
    sockets.last.push({ type: 'events', room, epoch: 'e1', events: [message(2, 'id-b')] });

    expect(seen(client)).toEqual({ seqs: [1, 2], outgoing: [] });
  });

  it('tells subscribers when the ack of what the log has passed already ends it, once', async () => {
    const storage = memoryOutbox();
    storage.put({ id: 'id-z', room, order: 1, writtenAt: 0, action: 'sendMessage', body: 'hi' });
    const { client, sockets, live } = aClient({ storage });
    client.follow(room, { epoch: 'e1', seq: 7 });
    await live();
    const told: (readonly string[])[] = [];
    client.subscribe(({ kind }) => {
      if (kind === 'outgoing') told.push(client.outgoing(room).map(({ state }) => state.kind));
    });

    sockets.last.push(ack('id-z', 5, true));
    sockets.last.push(ack('id-z', 5, true));

    expect(told).toEqual([['sent'], []]);
  });

  it('tries again with the same id after 5 s, then with full jitter (F1)', async () => {
    const { clock, sockets, sentIds, write } = await aLiveClient({ random: () => 1 });
    write('one');

    for (const [wait, tries] of [
      [4_999, 1],
      [1, 2],
      [9_999, 2],
      [1, 3],
      [20_000, 4],
      [30_000, 5],
    ] as const) {
      sockets.last.push({ type: 'pong', heads: { [room]: { epoch: 'e1', seq: 0 } } });
      await clock.pass(wait);
      expect(sentIds()).toEqual(Array.from({ length: tries }, () => 'id-a'));
    }
    sockets.last.push(ack('id-a', 1, true));

    await clock.pass(9_000);
    expect(sentIds()).toHaveLength(5);
  });

  it('waits exactly as long as the throttle says, in every room, and loses nothing (I8)', async () => {
    const { client, clock, sockets, sentIds, write } = await aLiveClient();
    write('one');
    sockets.last.push(refusal('id-a', 'rate_limited', true, { retryAfterMs: 4_000 }));
    write('two', otherRoom);

    expect(client.outgoing(room)[0]?.state).toEqual({ kind: 'pending', until: clock.now() + 4_000 });
    expect(client.outgoing(otherRoom)[0]?.state).toEqual({ kind: 'pending', until: clock.now() + 4_000 });
    await clock.pass(3_999);
    expect(sentIds()).toEqual(['id-a']);
    await clock.pass(1);

    expect(sentIds()).toEqual(['id-a', 'id-a', 'id-b']);
    expect(client.outgoing(room)[0]?.state).toEqual({ kind: 'pending' });
  });

  it('tries again when the server could not (F17)', async () => {
    const { client, clock, sockets, sentIds, write } = await aLiveClient();
    write('one');

    sockets.last.push(refusal('id-a', 'unavailable', true));
    await clock.pass(5_000);

    expect(sentIds()).toEqual(['id-a', 'id-a']);
    expect(seen(client).outgoing).toEqual([['id-a', 'pending']]);
  });

  it('shows a refusal for good, goes on with the next, and retries under the same id when asked', async () => {
    const { client, sockets, sentIds, write } = await aLiveClient();
    const id = write('one');
    write('two');

    sockets.last.push(refusal('id-a', 'invalid_request', false));
    expect(client.outgoing(room)[0]?.state).toEqual({ kind: 'failed', code: 'invalid_request' });
    expect(sentIds()).toEqual(['id-a', 'id-b']);
    sockets.last.push(ack('id-b', 1));
    client.retry(id);

    expect(sentIds()).toEqual(['id-a', 'id-b', 'id-a']);
  });

  it('retries under a new id when the old one was taken (F5)', async () => {
    const { client, sockets, sentIds, write } = await aLiveClient();
    const id = write('one');
    sockets.last.push(refusal('id-a', 'conflict', false));

    client.retry(id);

    expect(sentIds()).toEqual(['id-a', 'id-b']);
    expect(seen(client).outgoing).toEqual([['id-b', 'pending']]);
  });

  it.each(['x'.repeat(4_001), '€'.repeat(3_000)])('does not send what no server would take', async (body) => {
    const { client, sentIds, write } = await aLiveClient();
    const id = write(body);

    expect(client.outgoing(room)[0]?.state).toEqual({ kind: 'failed', code: 'too_large' });
    expect(sentIds()).toEqual([]);
    client.discard(id);
    expect(client.outgoing(room)).toEqual([]);
  });

  it('sends what was under way again on a new connection, without waiting', async () => {
    const { sockets, clock, sentIds, write } = await aLiveClient();
    write('one');
    sockets.last.close();
    write('two');
    await clock.pass(1_000);

    sockets.last.accept();

    expect(sentIds()).toEqual(['id-a', 'id-a']);
    sockets.last.push(ack('id-a', 1, true));
    expect(sentIds()).toEqual(['id-a', 'id-a', 'id-b']);
  });

  it('keeps the outbox in its storage until the server has confirmed', async () => {
    const storage = memoryOutbox();
    const before = aClient({ storage });
    before.client.send({ room, body: 'one', replyTo: 4 });
    before.client.send({ room, body: 'two' });

    const after = aClient({ storage, newId: () => 'id-z' });
    after.client.send({ room, body: 'three' });
    await after.live();

    expect(after.sockets.last.of('sendMessage')).toEqual([
      { action: 'sendMessage', room, id: 'id-a', body: 'one', replyTo: 4 },
    ]);
    for (const [n, id] of ['id-a', 'id-b', 'id-z'].entries()) after.sockets.last.push(ack(id, n + 1));
    expect(storage.all()).toEqual([]);
  });

  it('keeps a refusal in the storage, and sends it not again by itself', async () => {
    const storage = memoryOutbox();
    const { sockets, write } = await aLiveClient({ storage });
    write('one');
    sockets.last.push(refusal('id-a', 'forbidden', false));

    const after = aClient({ storage });
    await after.live();

    expect(after.client.outgoing(room)[0]?.state).toEqual({ kind: 'failed', code: 'forbidden' });
    expect(after.sockets.last.of('sendMessage')).toEqual([]);
  });

  it('fails what waits for a room that is gone, and lets it go from the storage', async () => {
    const storage = memoryOutbox();
    const { client, sockets, write } = await aLiveClient({ storage });
    write('one');

    sockets.last.push({ type: 'roomRemoved', room });

    expect(client.outgoing(room)[0]?.state).toEqual({ kind: 'failed', code: 'not_found' });
    expect(storage.all()).toEqual([]);
  });
});

describe('changing messages', () => {
  const push = (...events: readonly object[]) => ({ type: 'events', room, epoch: 'e1', events });
  const edited = {
    kind: 'edit',
    seq: 2,
    id: 'id-a',
    target: 1,
    body: 'two',
    sender: message(1).sender,
    at: '',
  };

  it('sends what was done in its turn, among the messages of the room', async () => {
    const { client, sockets, write } = await aLiveClient();
    sockets.last.push(push(message(1)));
    const done = [
      client.edit({ room, seq: 1, body: 'two' }),
      client.react({ room, seq: 1, emoji: '👍', on: true }),
      write('three'),
      client.remove({ room, seq: 1 }),
    ];

    for (const [n, id] of done.entries()) sockets.last.push(ack(id, n + 2));

    const frames = sockets.last.sent.filter(({ room: to }) => to === room);
    expect(frames).toEqual([
      { action: 'editMessage', room, id: 'id-a', seq: 1, epoch: 'e1', body: 'two' },
      { action: 'react', room, id: 'id-b', seq: 1, epoch: 'e1', emoji: '👍', on: true },
      { action: 'sendMessage', room, id: 'id-c', body: 'three' },
      { action: 'deleteMessage', room, id: 'id-d', seq: 1, epoch: 'e1' },
    ]);
  });

  it('is done when the log has it, and shows in the messages', async () => {
    const { client, sockets } = await aLiveClient();
    sockets.last.push(push(message(1)));
    client.edit({ room, seq: 1, body: 'two' });
    expect(seen(client).outgoing).toEqual([['id-a', 'pending']]);

    sockets.last.push(push(edited));

    expect(seen(client)).toEqual({ seqs: [1, 2], outgoing: [] });
    expect(client.messages(room)).toMatchObject([{ seq: 1, body: 'two', edited: true }]);
  });

  it('tries again with the same id, and keeps it over a restart', async () => {
    const storage = memoryOutbox();
    const { client, clock, sockets } = await aLiveClient({ storage });
    client.react({ room, seq: 1, emoji: '👍', on: false });
    await clock.pass(5_000);

    const after = aClient({ storage });
    await after.live();

    const frame = { action: 'react', room, id: 'id-a', seq: 1, epoch: 'e1', emoji: '👍', on: false };
    expect(sockets.last.of('react')).toEqual([frame, frame]);
    expect(after.sockets.last.of('react')).toEqual([frame]);
  });

  it('shows a refusal for good, to be tried again or dropped', async () => {
    const { client, sockets } = await aLiveClient();
    const id = client.edit({ room, seq: 1, body: 'mine' });
    const long = client.edit({ room, seq: 1, body: 'x'.repeat(4_001) });

    sockets.last.push(refusal(id, 'forbidden', false));

    expect(client.outgoing(room).map(({ state }) => state)).toEqual([
      { kind: 'failed', code: 'forbidden' },
      { kind: 'failed', code: 'too_large' },
    ]);
    client.discard(long);
    client.retry(id);
    expect(sockets.last.of('editMessage')).toHaveLength(2);
    expect(seen(client).outgoing).toEqual([[id, 'pending']]);
  });
});
