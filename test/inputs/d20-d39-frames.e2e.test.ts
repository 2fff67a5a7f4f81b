import { describe, expect, it } from 'vitest';
import { ask } from '../setup/chat/api.ts';
import { goesOn, hasBody, meet, refusesFrame, storedIn } from '../setup/chat/party.ts';
import { expectRefusal } from '../setup/chat/refusal.ts';
import { until } from '../setup/until.ts';

const html = '<img src=x onerror="document.title=1"><script>alert(1)</script>';
const send = (body: unknown) => ({ action: 'sendMessage', body });

describe.concurrent('text that a browser could run', () => {
  it('D20: is a room’s name as it is, and leaves as JSON', async () => {
    const party = await meet();
    const name = html.slice(0, 64);

    const made = await ask('/rooms', {
      token: party.ann.token,
      body: { name, members: [party.ben.username] },
    });
    const { body, headers } = await ask('/rooms', { token: party.ben.token });

    expect(made).toMatchObject({ status: 201, body: { name } });
    expect(body.rooms.map((room: { name: string }) => room.name)).toContain(name);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    await party.leave();
  });

  it('D37: is a message’s body as it is', async () => {
    const { a, b, room, ...party } = await meet();

    await a.ask({ room, body: html });
    const told = await b.next(hasBody(html));

    expect(told.events.at(-1).body).toBe(html);
    expect(await storedIn({ room, ann: party.ann })).toEqual([html]);
    await party.leave();
  });
});

describe.concurrent('a frame that can’t be read', () => {
  it.each<[string, string, unknown]>([
    ['D21', 'that is no JSON', '{"action":"sendMessage","body":'],
    ['D22', 'that is empty', ''],
    ['D23', 'of JSON null', 'null'],
    ['D24', 'of a JSON array', '[{"action":"sendMessage","body":"x"}]'],
    ['D25', 'of a JSON string', '"sendMessage"'],
    ['D26', 'whose body is a number', send(42)],
    ['D27', 'whose body is null', send(null)],
    ['D28', 'whose body is an object', send({ text: 'x' })],
    ['D29', 'whose body is an array', send(['x'])],
    ['D30', 'without a body', { action: 'sendMessage' }],
    ['D31', 'with an empty body', send('')],
    ['D32', 'with only blanks', send(' \t\n\u00a0\u200b\u3000')],
    ['D34', 'with half a character', '{"action":"sendMessage","body":"x \\ud800"}'],
    ['D35', 'with a NUL', send('a\0b')],
    ['D36', 'with a forged sender', { ...send('x'), sender: { id: 'x', username: 'ann' } }],
    [
      'D36',
      'with a forged time and seq',
      { ...send('x'), at: '2001-01-01T00:00:00Z', seq: 1, kind: 'message' },
    ],
    ['D36', 'of the server’s kind', { type: 'events', events: [{ seq: 1, body: 'x' }] }],
    ['D39', 'with NaN', '{"action":"sendMessage","body":NaN}'],
    ['D39', 'with a number beyond numbers', '{"action":"sendMessage","body":"x","replyTo":1e400}'],
    [
      'D39',
      'with a number beyond whole ones',
      '{"action":"sendMessage","body":"x","replyTo":9007199254740993}',
    ],
    ['D38', 'nested as deep as 16 KB go', `${'['.repeat(8_000)}${']'.repeat(8_000)}`],
    [
      'D38',
      'with a body nested deep',
      `{"action":"sendMessage","body":${'{"a":'.repeat(2_600)}1${'}'.repeat(2_600)}}`,
    ],
  ])('%s: one %s is refused, stores nothing, and the connection goes on', async (_id, _what, frame) => {
    const party = await meet();

    await refusesFrame(party, addRoom(frame, party.room));
    await party.leave();
  });

  it('D33: one in binary is what the gateway closes with 1003; nothing is stored', async () => {
    const party = await meet();
    const { a, room } = party;

    a.send(Buffer.from(JSON.stringify({ ...send('in binary'), room })));
    const closed = await until(() => a.closed());

    expect(closed.code).toBe(1003);
    expect(await storedIn(party)).toEqual([]);
    expect(party.b.closed()).toBeUndefined();
    await party.leave();
  });

  it('D34: one that is no UTF-8 is what the gateway closes with 1007; nothing is stored', async () => {
    const party = await meet();
    const { a } = party;

    a.raw.send(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), { binary: false });
    const closed = await until(() => a.closed());

    expect(closed.code).toBe(1007);
    expect(await storedIn(party)).toEqual([]);
    await party.leave();
  });

  it('D38: nesting 100,000 deep is read in pieces or refused whole, and harms nobody', async () => {
    const party = await meet();
    const { a } = party;

    // A message of 120 KB in frames of 30 KB, which the gateway takes: 60,000 deep.
    const deep = '['.repeat(30_000);
    a.raw.send(deep, { fin: false });
    a.raw.send(deep, { fin: false });
    a.raw.send(']'.repeat(30_000), { fin: false });
    a.raw.send(']'.repeat(30_000), { fin: true });
    expectRefusal(await a.next(({ type }) => type === 'error'), 'too_large');
    await goesOn(party);
    // 100,000 deep in one frame is over 32 KB.
    a.send(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);

    expect((await until(() => a.closed())).code).toBe(1009);
    expect(await storedIn(party)).toHaveLength(1);
    await party.leave();
  });

  it('D39: a number as large as JSON allows is no seq to sync from', async () => {
    const party = await meet();
    const { a, room } = party;

    for (const seq of ['1e400', '-1', '0.5', '"1"', '9007199254740993', '1e22']) {
      a.send(`{"action":"sync","cursors":{"${room}":{"seq":${seq}}}}`);
      expectRefusal(await a.next(({ type }) => type !== 'events'), 'invalid_request');
    }
    a.send(`{"action":"sync","cursors":{"${room}":{"seq":9007199254740991}}}`);
    expect(await a.next(({ type }) => type === 'synced')).toMatchObject({ rooms: { [room]: { head: 2 } } });
    await goesOn(party);
    await party.leave();
  });
});

/** Bad frames are for a room that exists: nothing but what is wrong with them is the reason. */
function addRoom(frame: unknown, room: string): unknown {
  if (typeof frame === 'string') return frame.replace('"sendMessage",', `"sendMessage","room":"${room}",`);
  return typeof frame === 'object' ? { room, ...frame } : frame;
}
