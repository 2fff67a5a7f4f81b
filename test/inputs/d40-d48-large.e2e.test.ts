import { describe, expect, it } from 'vitest';
import { ask, type Chatter, makeRoomOf, register } from '../setup/chat/api.ts';
import { bodiesAt, goesOn, meet, refusesFrame, storedIn } from '../setup/chat/party.ts';
import { expectNoInsides, expectRefused } from '../setup/chat/refusal.ts';
import { open } from '../setup/chat/socket.ts';
import { until } from '../setup/until.ts';

const MiB = 1024 * 1024;

describe.concurrent('what is too large', () => {
  it.each([
    ['D40', 1],
    ['D41', 10],
    ['D42', 100],
  ])(
    '%s: a message of %d MiB is what the gateway closes with 1009; nobody gets any of it',
    async (_id, size) => {
      const party = await meet();
      const { a, b, room } = party;
      a.raw.on('error', () => {}); // The rest of the frame meets a connection that is closed.

      a.send(JSON.stringify({ action: 'sendMessage', room, body: 'x'.repeat(size * MiB) }));
      const closed = await until(() => a.closed(), { deadlineMs: 20_000 });
      const again = await open(party.ann);

      expect(closed.code).toBe(1009);
      await goesOn({ ...party, a: again });
      expect(bodiesAt(b)).toHaveLength(1);
      await Promise.all([again.close(), party.leave()]);
    },
  );

  it.each<[string, string]>([
    ['a body of 4,001 characters', 'x'.repeat(4_001)],
    ['a body of 8,193 bytes', `${'€'.repeat(2_730)}abc`],
    ['a frame of 20 KB', 'x'.repeat(20_000)],
    ['a frame of 32 KB less a little', 'x'.repeat(32_500)],
  ])('D40: %s is too_large, and the connection goes on', async (_what, body) => {
    const party = await meet();

    await refusesFrame(party, { action: 'sendMessage', room: party.room, body }, 'too_large');
    await party.leave();
  });

  it.each<[string, string]>([
    ['4,000 characters', 'x'.repeat(4_000)],
    ['8,192 bytes', `${'€'.repeat(2_730)}ab`],
  ])('D40: a body of %s is delivered to the byte', async (_what, body) => {
    const party = await meet();
    const { a, b, room } = party;

    expect(await a.ask({ room, body })).toMatchObject({ type: 'ack' });
    await until(() => (bodiesAt(b).length > 0 ? true : undefined));
    expect(bodiesAt(b)).toEqual([body]);
    expect(await storedIn(party)).toEqual([body]);
    await party.leave();
  });

  it.each([
    ['70 KB', 70 * 1024],
    ['3 MiB', 3 * MiB],
    ['8 MiB', 8 * MiB],
    ['11 MiB', 11 * MiB],
  ])('D48: a request body of %s is answered 413', async (_what, size) => {
    const username = `big-${size}`;

    const answer = await ask('/users', { body: { username, password: 'x'.repeat(size) } });

    expect(answer.status).toBe(413);
    expectNoInsides(JSON.stringify(answer.body));
    // What Parley itself reads, it answers in its own words; beyond that it is the gateway that answers.
    if (size < 5 * MiB) expectRefused(answer, 'too_large');
  });
});

async function sendFive(user: Chatter, room: string): Promise<void> {
  const socket = await open(user, { query: { room } });
  for (let n = 1; n <= 5; n++) {
    expect(await socket.ask({ body: `${user.username}/${n}` })).toMatchObject({ type: 'ack' });
  }
  await socket.close();
}

describe('a long history', () => {
  it('D47: of 125 messages is all there, page by page, however late one joins', async () => {
    const people = await Promise.all(Array.from({ length: 25 }, () => register('many')));
    const [ann] = people;
    if (!ann) throw new Error('cannot go on: nobody registered');
    const room = await makeRoomOf(ann, people.slice(1));
    // A few at a time: whoever is connected gets every message.
    for (let first = 0; first < 25; first += 5) {
      await Promise.all(people.slice(first, first + 5).map((user) => sendFive(user, room)));
    }
    const late = await register('late');
    await ask(`/rooms/${room}/members`, { token: ann.token, body: { username: late.username } });

    const newest = (await ask(`/rooms/${room}/events`, { token: late.token })).body;
    const older = (await ask(`/rooms/${room}/events?before=${newest.events[0].seq}`, { token: late.token }))
      .body;
    const events = [...older.events, ...newest.events];

    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 151 }, (_, n) => n + 1));
    expect(new Set(events.filter(({ kind }) => kind === 'message').map(({ body }) => body)).size).toBe(125);
    expect(older.more).toBe(false);
  });
});
