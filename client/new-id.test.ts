import { afterEach, describe, expect, it, vi } from 'vitest';
import { aClient, message, room } from '../test/client/a-client.ts';
import { newUuid } from './new-id.ts';

afterEach(() => vi.restoreAllMocks());

describe('the id of a message', () => {
  it('is a random UUID, also where a page has no crypto.randomUUID', () => {
    vi.spyOn(crypto, 'randomUUID').mockImplementation(() => {
      throw new TypeError('crypto.randomUUID is not a function');
    });
    const { client } = aClient({ newId: undefined as never });

    const ids = Array.from({ length: 200 }, newUuid);
    const sent = client.send({ room, body: 'hi' });

    for (const id of [...ids, sent])
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(new Set(ids).size).toBe(200);
    expect(new Set(ids.map((id) => id[19])).size).toBe(4);
    expect(client.outgoing(room)).toHaveLength(1);
  });

  it('is in lower case, as the server answers it, whatever makes it', async () => {
    const { client, sockets, live } = aClient({ newId: () => 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' });
    client.follow(room, { epoch: 'e1', seq: 0 });
    await live();
    const id = client.send({ room, body: 'hi' });

    sockets.last.push({ type: 'ack', id: id.toLowerCase(), room, seq: 1, at: '', repeated: false });
    expect(client.outgoing(room)).toMatchObject([{ id, state: { kind: 'sent', seq: 1 } }]);
    sockets.last.push({ type: 'events', room, epoch: 'e1', events: [message(1, id.toLowerCase())] });

    expect(client.outgoing(room)).toEqual([]);
  });
});
