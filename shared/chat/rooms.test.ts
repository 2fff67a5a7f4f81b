import { expect, it } from 'vitest';
import type { RoomId, SessionId, UserId } from '../protocol/ids.ts';
import { readHistory } from './rooms.ts';

const user = { id: 'ann' as UserId, username: 'ann', createdAt: '' };
const caller = { user, session: 's' as SessionId };
const event = (seq: number) => ({
  kind: 'message' as const,
  seq,
  id: `id-${seq}` as never,
  sender: { id: user.id, username: user.username },
  body: '',
  at: '',
});

it('I7: a page of history ends where the room was when the caller was seen to be a member', async () => {
  const deps = {
    readHead: async () => ({ epoch: 'e', head: 4 }),
    // A removal and a message came in between.
    readEvents: async () => [3, 4, 5, 6].map(event),
  };

  const page = await readHistory(deps, caller, { roomId: 'r' as RoomId, after: 2, limit: 10 });

  expect(page).toMatchObject({ head: 4, more: false });
  expect(page.events.map(({ seq }) => seq)).toEqual([3, 4]);
});

it.each([
  { what: 'the newest page', query: {}, seqs: [4] },
  { what: 'a page before what came in between', query: { before: 6 }, seqs: [4] },
  { what: 'an earlier page', query: { before: 3 }, seqs: [2] },
])('$what has as many events as asked for, whatever came in between', async ({ query, seqs }) => {
  const deps = {
    readHead: async () => ({ epoch: 'e', head: 4 }),
    readEvents: async ({ before = Infinity, limit }: { before?: number | undefined; limit: number }) =>
      [1, 2, 3, 4, 5, 6]
        .filter((seq) => seq < before)
        .slice(-limit)
        .map(event),
  };

  const page = await readHistory(deps, caller, { roomId: 'r' as RoomId, limit: 1, ...query });

  expect(page).toMatchObject({ head: 4, more: true });
  expect(page.events.map(({ seq }) => seq)).toEqual(seqs);
});
