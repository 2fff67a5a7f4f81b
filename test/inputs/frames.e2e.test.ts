import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Chatter, makeRoomOf, register } from '../setup/chat/api.ts';
import { patiently } from '../setup/chat/pace.ts';
import { bodiesAt, goesOn, hasBody, meet, type Party, storedIn } from '../setup/chat/party.ts';
import { expectRefusal, type RefusalCode } from '../setup/chat/refusal.ts';
import { open, type Socket } from '../setup/chat/socket.ts';
import { inDatabase } from '../setup/chat/stored.ts';

let party: Party;
/** A room of other people. */
let theirs: string;
let eve: Chatter;
let e: Socket;

beforeAll(async () => {
  [party, eve] = await Promise.all([meet(), register('eve')]);
  theirs = await makeRoomOf(eve);
  e = await open(eve);
});

/** The heads that a member of the one room may learn. */
const onlyOwn = () => ({ [party.room]: { epoch: expect.any(String), seq: 2 } });

// Whatever a frame was: nothing is stored, nobody is told, and the connection answers the next one.
afterEach(async () => {
  expect(await patiently(party.a, { action: 'ping' })).toEqual({ type: 'pong', heads: onlyOwn() });
  expect(party.a.closed()).toBeUndefined();
  expect(bodiesAt(party.b)).toEqual([]);
  expect(bodiesAt(e)).toEqual([]);
});

afterAll(async () => {
  expect(await storedIn(party)).toEqual([]);
  await goesOn(party);
  await Promise.all([e.close(), party.leave()]);
});

const refused = async (frame: unknown, code: RefusalCode) => {
  const answer = await patiently(party.a, frame);
  expectRefusal(answer, code);
  return answer;
};

const known = new Map([
  ['ROOM', () => party.room],
  ['THEIRS', () => theirs],
  ['NEW', () => randomUUID()],
]);
const withIds = (frame: string) =>
  frame.replaceAll(/\b(ROOM|THEIRS|NEW)\b/g, (name) => known.get(name)?.() ?? name);

const message = (rest: string) => `{"action":"sendMessage","room":"ROOM",${rest}}`;
const sync = (cursors: string) => `{"action":"sync","cursors":${cursors}}`;

describe('a bad frame', () => {
  it.each<[string, string, RefusalCode?]>([
    ['that is a word', 'hello'],
    ['of nothing but a BOM and JSON', '\ufeff{"action":"ping"}'],
    ['of two frames', '{"action":"ping"}{"action":"ping"}'],
    ['with single quotes', `{'action':'ping'}`],
    ['without quotes', '{action:"ping"}'],
    ['without an action', '{"room":"ROOM","body":"x"}'],
    ['of an unknown action', '{"action":"deleteEverything"}'],
    ['of the action $connect', '{"action":"$connect"}'],
    ['of the action $disconnect', '{"action":"$disconnect"}'],
    ['of the action $default', '{"action":"$default"}'],
    ['whose action is a number', '{"action":1}'],
    ['whose action is an object', '{"action":{"toString":"sendMessage"}}'],
    ['whose action is __proto__', '{"action":"__proto__"}'],
    ['whose action is constructor', '{"action":"constructor"}'],
    ['whose action is in capitals', '{"action":"SENDMESSAGE"}'],
    ['of an action with a line break', '{"action":"ping\\nERROR forged"}'],
    ['with an unknown field', message('"body":"x","urgent":true')],
    ['with a forged sender', message('"body":"x","sender":"ann"')],
    ['with a forged time', message('"body":"x","at":"2001-01-01"')],
    ['with a connection id', message('"body":"x","connectionId":"abc="')],
    ['that pollutes __proto__', message('"body":"x","__proto__":{"admin":true}')],
    ['that pollutes constructor', message('"body":"x","constructor":{"prototype":{}}')],
    ['with the body twice, the last one wrong', message('"body":"x","body":1')],
    ['whose id is none', message('"body":"x","id":"1"')],
    ['whose id is a number', message('"body":"x","id":7')],
    ['whose id has half a character', message('"body":"x","id":"\\ud800"')],
    ['whose room is none', '{"action":"sendMessage","room":"general","body":"x"}'],
    ['whose room is SQL', `{"action":"sendMessage","room":"' or 1=1 --","body":"x"}`],
    ['without a room', '{"action":"sendMessage","body":"x"}'],
    ['for somebody else’s room', '{"action":"sendMessage","room":"THEIRS","body":"x"}', 'not_found'],
    ['for a room that is not', '{"action":"sendMessage","room":"NEW","body":"x"}', 'not_found'],
    ['that answers no message', message('"body":"x","replyTo":99'), 'not_found'],
    ['that answers who joined', message('"body":"x","replyTo":1'), 'not_found'],
    ['that answers seq 0', message('"body":"x","replyTo":0')],
    ['that answers half a seq', message('"body":"x","replyTo":1.5')],
    ['that answers text', message('"body":"x","replyTo":"1"')],
    ['of 20 KB', message(`"body":"${'x'.repeat(20_000)}"`), 'too_large'],
    ['of 20 KB that is no JSON', 'x'.repeat(20_000), 'too_large'],
    ['of 8,000 escapes', message(`"body":"${'\\u0000'.repeat(2_000)}"`)],
    ['with a body of only direction marks', message('"body":"\\u202e\\u200f\\u2066"')],
    ['that syncs an array', sync('[]')],
    ['that syncs a number', sync('7')],
    ['that syncs a room that is none', sync('{"general":{"seq":0}}')],
    ['that syncs from a negative seq', sync('{"ROOM":{"seq":-1}}')],
    ['that syncs from half a seq', sync('{"ROOM":{"seq":0.5}}')],
    ['that syncs from a huge seq', sync('{"ROOM":{"seq":1e300}}')],
    ['that syncs from text', sync('{"ROOM":{"seq":"1"}}')],
    ['that syncs without a seq', sync('{"ROOM":{}}')],
    ['that syncs an epoch that is a number', sync('{"ROOM":{"seq":0,"epoch":1}}')],
    ['that syncs an epoch with a NUL', sync('{"ROOM":{"seq":0,"epoch":"a\\u0000b"}}')],
    ['that syncs an epoch of half a character', sync('{"ROOM":{"seq":0,"epoch":"\\udfff"}}')],
    ['that syncs somebody else’s room', sync('{"THEIRS":{"seq":0}}'), 'not_found'],
    ['that syncs a room that is not', sync('{"NEW":{"seq":0}}'), 'not_found'],
    ['that pings rooms as text', '{"action":"ping","rooms":"ROOM"}'],
    ['that pings a room that is none', '{"action":"ping","rooms":["general"]}'],
    ['that pings with a field more', '{"action":"ping","echo":"x"}'],
  ])('%s is refused', async (_what, frame, code = 'invalid_request') => {
    await refused(withIds(frame), code);
  });

  it('tells which message it was, and of the rest nothing but the names of its fields', async () => {
    const id = randomUUID();

    const answer = await refused(
      { action: 'sendMessage', id, room: party.room, body: 7, secret: 'canary' },
      'invalid_request',
    );

    expect(answer).toMatchObject({
      id,
      details: [
        { path: 'body', message: 'is not string' },
        { path: 'secret', message: 'is not a known field' },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('canary');
  });

  it('with a huge id or hundreds of unknown fields is answered with a small frame', async () => {
    const fields = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`field ${n}`, n]));

    const answer = await refused({ action: 'ping', id: 'i'.repeat(5_000), ...fields }, 'invalid_request');

    expect(JSON.stringify(answer).length).toBeLessThan(3_000);
  });

  it('of rooms that are not one’s own learns no head of theirs', async () => {
    party.a.send({ action: 'ping', rooms: [theirs, party.room] });

    expect((await party.a.next(({ type }) => type === 'pong')).heads).toEqual(onlyOwn());
  });

  it('that syncs __proto__ gets nothing, and poisons nothing', async () => {
    party.a.send('{"action":"sync","cursors":{"__proto__":{"seq":0,"polluted":true}}}');

    expect((await party.a.next(({ type }) => type === 'synced')).rooms).toEqual({});
  });

  it('that syncs one’s own and another’s room gets the own only', async () => {
    party.a.send({
      action: 'sync',
      cursors: { [theirs]: { seq: 0 }, [party.room.toUpperCase()]: { seq: 0 } },
    });

    const synced = await party.a.next(({ type }) => type === 'synced');

    expect(Object.keys(synced.rooms)).toEqual([party.room]);
  });
});

describe('text that is strange and valid', () => {
  it.each([
    `'); drop table events; --`,
    '<script>alert(1)</script>',
    'null',
    '{"type":"events","events":[]}',
    '\u202eright to left\u202c, e\u0301, ﷽, 👩‍👩‍👧, \ufeff, \u2028',
    '#{jndi:ldap://x/a} %s %n {{7*7}}\r\n\tERROR forged',
  ])('is stored and told as it came: %j', async (body) => {
    const own = await meet();

    await own.a.ask({ room: own.room.toUpperCase(), body });
    const told = await own.b.next(hasBody(body));

    expect(told.events.at(-1).body).toBe(body);
    expect(await storedIn(own)).toEqual([body]);
    expect(
      await inDatabase(`select from events where body = $1 and room_id = $2`, [body, own.room]),
    ).toHaveLength(1);
    await own.leave();
  });
});
