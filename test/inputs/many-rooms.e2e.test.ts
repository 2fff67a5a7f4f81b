import { expect, it } from 'vitest';
import { limits } from '../../shared/protocol/limits.ts';
import { ask, makeRoomOf, register } from '../setup/chat/api.ts';
import { expectRefused } from '../setup/chat/refusal.ts';
import { open } from '../setup/chat/socket.ts';
import { inDatabase } from '../setup/chat/stored.ts';

/** $1 owner, $2 how many, $3 the body of the only message of each. */
const makeRooms = `
with made as (
  insert into rooms (name, head) select 'room ' || n, 2 from generate_series(1, $2::int) n returning id
), joined as (
  insert into members (room_id, user_id, role) select id, $1, 'owner' from made
), told as (
  insert into events (room_id, seq, kind, sender_id, member_id, role, delivered_at)
  select id, 1, 'memberJoined', $1, $1, 'owner', now() from made
)
insert into events (room_id, seq, kind, sender_id, client_message_id, body, delivered_at)
select id, 2, 'message', $1, gen_random_uuid(), $3, now() from made`;

/** Notes so many attempts of this hour, all of which passed. */
const countAttempts = (key: string, attempts: number) =>
  inDatabase(
    `insert into attempts (key, failures, blocked_until, forgotten_at) values ($1, $2, '-infinity', now() + interval '1 hour')`,
    [key, attempts],
  );

it('lets nobody fill the rooms of others: who creates many has to wait', async () => {
  const ann = await register('ann');
  await countAttempts(`rooms:${ann.id}`, limits.roomsPerHour);

  const last = await ask('/rooms', { token: ann.token, body: { name: 'the last' } });
  const more = await ask('/rooms', { token: ann.token, body: { name: 'one more' } });

  expect(last.status).toBe(201);
  expectRefused(more, 'rate_limited');
});

it('lets nobody fill a room with events that are no messages: who adds, removes and renames much has to wait', async () => {
  const [ann, ben, cy] = await Promise.all(['ann', 'ben', 'cy'].map((name) => register(name)));
  if (!ann || !ben || !cy) throw new Error('nobody was registered');
  const room = await makeRoomOf(ann, [ben]);
  await countAttempts(`changes:${ann.id}`, limits.roomChangesPerHour);
  const add = (by: typeof ann) =>
    ask(`/rooms/${room}/members`, { token: by.token, body: { username: cy.username } });
  const remove = (by: typeof ann, { id }: typeof ann) =>
    ask(`/rooms/${room}/members/${id}`, { method: 'DELETE', token: by.token });

  const last = await add(ann);
  const refused = [
    await ask(`/rooms/${room}`, { method: 'PATCH', token: ann.token, body: { name: 'one more' } }),
    await add(ann),
    await remove(ann, ben),
  ];
  const byBen = await add(ben);
  const left = await remove(ann, ann);

  expect(last.status).toBe(201);
  for (const answer of refused) expectRefused(answer, 'rate_limited');
  expect([byBen.status, left.status]).toEqual([201, 204]);
});

it('lets a user be in 500 rooms, told of in one list and one pong, and in no more', async () => {
  const [ann, ben] = await Promise.all([register('ann'), register('ben')]);
  // In JSON, each of these characters takes six bytes: all of it would be more than Lambda may answer.
  await inDatabase(makeRooms, [ann.id, limits.roomsPerUser, '\u0001x'.repeat(limits.bodyCharacters / 2)]);
  const room = await makeRoomOf(ben);

  const list = await ask('/rooms', { token: ann.token });
  const socket = await open(ann);
  socket.send({ action: 'ping' });
  const pong = await socket.next(({ type }) => type === 'pong');
  const created = await ask('/rooms', { token: ann.token, body: { name: 'one more' } });
  const named = await ask('/rooms', { token: ben.token, body: { name: 'ours', members: [ann.username] } });
  const added = await ask(`/rooms/${room}/members`, { token: ben.token, body: { username: ann.username } });

  expect(list.status).toBe(200);
  expect(list.body.rooms).toHaveLength(limits.roomsPerUser);
  expect(list.body.rooms[0].lastMessage.body).toHaveLength(limits.previewCharacters);
  expect(Object.keys(pong.heads)).toHaveLength(limits.roomsPerUser);
  for (const refused of [created, named, added]) expectRefused(refused, 'conflict');
  expect(named.body.error.details).toEqual([{ path: 'members.0', message: 'is in 500 rooms' }]);
  await socket.close();
});
