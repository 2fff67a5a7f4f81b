import { describe, expect, it } from 'vitest';
import { FakeStore } from '../test/client/fake-store.ts';
import { clearUser, endSession, readSession, storedMarks, storedOutbox, writeSession } from './stored.ts';

const session = { token: 't', user: { id: 'u1', username: 'ann' } };
const entry = (id: string) => ({
  action: 'sendMessage' as const,
  id,
  room: 'r',
  body: 'hi',
  order: 1,
  writtenAt: 0,
});

describe('what the page keeps', () => {
  it('finds the session again until it is forgotten', () => {
    const store = new FakeStore();

    writeSession(store, session);
    expect(readSession(store)).toEqual(session);
    endSession(store, { ...session, token: 'an older one' });
    expect(readSession(store)).toEqual(session);
    endSession(store, session);

    expect(readSession(store)).toBeUndefined();
  });

  it.each(['', 'no JSON', 'null', '[]', '{"token":1}', '{"token":"t","user":null}'])(
    'takes %j for no session',
    (text) => {
      const store = new FakeStore();
      store.setItem('parley.session', text);

      expect(readSession(store)).toBeUndefined();
    },
  );

  it('shares an outbox between tabs, one entry at a time, and not between users', () => {
    const store = new FakeStore();
    const [one, other] = [storedOutbox(store, 'u1'), storedOutbox(store, 'u1')];

    one.put(entry('a'));
    other.put(entry('b'));
    one.remove('a');
    store.setItem('parley.outbox.u1.broken', '{"id":1}');

    expect(storedOutbox(store, 'u1').all()).toEqual([entry('b')]);
    expect(storedOutbox(store, 'u2').all()).toEqual([]);
  });

  it('goes on when the store is full', () => {
    const store = new FakeStore();
    store.isFull = true;

    storedOutbox(store, 'u1').put(entry('a'));

    expect(store.length).toBe(0);
  });

  it('forgets what it kept for a user, and nothing of others', () => {
    const store = new FakeStore();
    for (const user of ['u1', 'u2']) {
      storedOutbox(store, user).put(entry('a'));
      storedMarks(store, user).write('r', 7);
    }

    clearUser(store, 'u1');

    expect(storedMarks(store, 'u1').read('r')).toBeUndefined();
    expect(storedMarks(store, 'u2').read('r')).toBe(7);
    expect(storedOutbox(store, 'u2').all()).toHaveLength(1);
  });
});
