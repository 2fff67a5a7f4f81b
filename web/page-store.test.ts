import { describe, expect, it } from 'vitest';
import { FakeStore } from '../test/client/fake-store.ts';
import { pageStore } from './page-store.ts';
import { clearUser, endSession, readSession, storedMarks, writeSession } from './stored.ts';

describe('the store of a page', () => {
  it('is that of the browser', () => {
    const localStorage = new FakeStore();

    expect(pageStore({ localStorage })).toBe(localStorage);
  });

  it('is one in memory where the browser forbids its own', () => {
    const store = pageStore({
      get localStorage(): never {
        throw new DOMException('Access is denied for this document.', 'SecurityError');
      },
    });
    const session = { token: 't', user: { id: 'u1', username: 'ann' } };

    writeSession(store, session);
    storedMarks(store, 'u1').write('r', 7);
    expect([readSession(store), storedMarks(store, 'u1').read('r')]).toEqual([session, 7]);
    clearUser(store, 'u1');
    endSession(store, session);

    expect([readSession(store), store.length]).toEqual([undefined, 0]);
  });
});
