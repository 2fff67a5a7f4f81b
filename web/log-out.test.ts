import { describe, expect, it } from 'vitest';
import { aChat } from '../test/client/a-chat.ts';
import { isUnsent, logOut } from './log-out.ts';
import { storedMarks, storedOutbox, writeSession } from './stored.ts';

const entry = {
  action: 'sendMessage' as const,
  id: 'a',
  room: 'r1',
  body: 'hi',
  order: 1,
  writtenAt: 0,
};

describe('logging out', () => {
  it('leaves nothing in the store, whatever the server answers and when', async () => {
    const { chat, clock, store, calls, live } = aChat();
    const session = { token: 't', user: chat.me };
    writeSession(store, session);
    storedOutbox(store, 'me').put(entry);
    storedMarks(store, 'me').write('r1', 5);
    await live();

    logOut({ chat, session, store });

    expect(store.length).toBe(0);
    expect(calls.at(-1)).toBe('/sessions/current');
    expect(chat.client.state).toEqual({ kind: 'closed', why: 'stopped' });
    await clock.pass(30_000);
  });

  it('loses what was not sent: what is in a room, or what is kept while the rooms are not loaded', async () => {
    const { chat, store, live } = aChat();
    expect(isUnsent(chat, store)).toBe(false);
    storedOutbox(store, 'me').put(entry);
    expect(isUnsent(chat, store)).toBe(true);
    storedOutbox(store, 'me').remove('a');
    await live();
    expect(isUnsent(chat, store)).toBe(false);

    chat.client.send({ room: 'r1', body: 'x' });
    storedOutbox(store, 'me').remove(chat.client.outgoing('r1')[0]?.id ?? '');

    expect(isUnsent(chat, store)).toBe(true);
  });
});
