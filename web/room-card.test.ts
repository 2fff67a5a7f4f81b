import { describe, expect, it } from 'vitest';
import { message } from '../test/client/a-client.ts';
import { inOrder, mayChangeRole, toCard, withEvent } from './room-card.ts';

const room = {
  id: 'r',
  name: 'tea',
  epoch: 'e1',
  head: 5,
  role: 'member' as const,
  unread: 4,
  members: 2,
  createdAt: '2026-01-01T00:00:00.000Z',
  lastMessage: message(4),
};
const person = { id: 'ben' as never, username: 'ben' };
const by = { sender: person, at: '2026-01-02T00:00:00.000Z' };

const reader = { me: 'me', read: 5 };

describe('a room card', () => {
  it.each([
    ['what the server counts where nothing was read here', undefined, 4],
    ['none once the last message was read', 4, 0],
    ['no more than came since', 3, 2],
  ])('shows as unread %s', (_, read, unread) => {
    expect(toCard(room, read).unread).toBe(unread);
  });

  it('counts messages of others that are new', () => {
    const card = toCard(room, 5);

    const known = withEvent(card, message(5), reader);
    const mine = withEvent(known, { ...message(6), sender: { id: 'me' as never, username: 'me' } }, reader);
    const theirs = withEvent(mine, message(7), reader);

    const readElsewhere = withEvent(theirs, message(8), { me: 'me', read: 8 });

    expect([known, mine, theirs, readElsewhere].map(({ unread }) => unread)).toEqual([0, 0, 1, 1]);
    expect(theirs.room).toMatchObject({ head: 7, lastMessage: { seq: 7 } });
  });

  it('follows names and members', () => {
    const renamed = withEvent(toCard(room, 5), { kind: 'rename', name: 'coffee', seq: 6, ...by }, reader);
    const joined = withEvent(
      renamed,
      { kind: 'memberJoined', member: person, role: 'member', seq: 7, ...by },
      reader,
    );
    const left = withEvent(joined, { kind: 'memberLeft', member: person, seq: 8, ...by }, reader);

    expect(renamed.room.name).toBe('coffee');
    expect([joined, left].map((card) => card.room.members)).toEqual([3, 2]);
    expect(left.unread).toBe(0);
    const leaving = { kind: 'memberLeft', member: person, seq: 8, ...by } as const;
    expect([mayChangeRole([message(7)]), mayChangeRole([message(7), leaving])]).toEqual([false, true]);
  });

  it('shows the last message as it reads now', () => {
    const card = withEvent(toCard(room, 5), message(6), reader);
    const change = { ...by, target: 6 };
    const edited = withEvent(card, { kind: 'edit', seq: 7, id: 'x', body: 'better', ...change }, reader);
    const older = withEvent(
      edited,
      { kind: 'edit', seq: 8, id: 'y', body: 'worse', ...change, target: 5 },
      reader,
    );
    const deleted = withEvent(older, { kind: 'deletion', seq: 9, id: 'z', ...change }, reader);

    expect(older.room.lastMessage).toMatchObject({ seq: 6, body: 'better' });
    expect(deleted.room.lastMessage).toMatchObject({ seq: 6, body: '', deleted: true });
    expect(deleted.unread).toBe(card.unread);
  });

  it('passes over kinds that it does not know', () => {
    const event = { kind: 'topic', seq: 6, ...by } as never;

    expect(withEvent(toCard(room, 5), event, reader).room).toEqual({ ...room, head: 6 });
  });

  it('comes before rooms whose last message is older', () => {
    const empty = { ...room, id: 'new', lastMessage: null, createdAt: '2026-03-01T00:00:00.000Z' };

    expect(inOrder([toCard(room, 0), toCard(empty, 0)]).map((card) => card.room.id)).toEqual(['new', 'r']);
  });
});
