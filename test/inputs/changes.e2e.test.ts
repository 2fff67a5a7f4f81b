import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, makeRoomOf, register } from '../setup/chat/api.ts';
import { patiently } from '../setup/chat/pace.ts';
import { meet, type Party } from '../setup/chat/party.ts';
import { expectRefusal, type RefusalCode } from '../setup/chat/refusal.ts';
import { open } from '../setup/chat/socket.ts';

let party: Party;
/** Ann's message. */
let seq: number;
/** A room of other people, with a message of the same seq. */
let theirs: string;

beforeAll(async () => {
  party = await meet();
  ({ seq } = await party.a.ask({ room: party.room, body: 'as it was' }));
  const [eve, eva] = await Promise.all([register('eve'), register('eva')]);
  theirs = await makeRoomOf(eve, [eva]);
  const e = await open(eve);
  expect(await e.ask({ room: theirs, body: 'theirs' })).toMatchObject({ seq });
  await e.close();
});

// Whatever the frames were: nothing has changed, and the connection goes on.
afterAll(async () => {
  const { room, ann, a, b } = party;
  const { body } = await ask(`/rooms/${room}/events`, { token: ann.token });
  expect(body).toMatchObject({ head: seq, events: [{}, {}, { seq, body: 'as it was' }] });
  expect(b.frames.flatMap(({ events }) => events ?? []).filter(({ kind }) => kind !== 'message')).toEqual([]);
  expect(await a.ask({ action: 'editMessage', room, seq, body: 'as it is' })).toMatchObject({ type: 'ack' });
  await party.leave();
});

const frame = (action: string, rest: string, at = 'SEQ') =>
  `{"action":"${action}","room":"ROOM","seq":${at}${rest}}`;
const edit = (rest: string, at?: string) => frame('editMessage', `,"body":"x"${rest}`, at);
const react = (emoji: string, on = 'true') => frame('react', `,"emoji":${emoji},"on":${on}`);

describe('a bad change', () => {
  it.each<[string, string, RefusalCode?]>([
    ['of no message', '{"action":"editMessage","room":"ROOM","body":"x"}'],
    ['of seq 0', edit('', '0')],
    ['of a negative seq', edit('', '-1')],
    ['of half a seq', edit('', '2.5')],
    ['of a seq as text', edit('', '"3"')],
    ['of a seq beyond numbers', edit('', '1e400')],
    ['of a seq beyond whole numbers', edit('', '9007199254740993')],
    ['of the largest seq', edit('', '9007199254740991'), 'not_found'],
    ['of who joined', edit('', '1'), 'not_found'],
    ['of a list of seqs', edit('', '[3]')],
    ['in a room that is none', '{"action":"deleteMessage","room":"general","seq":3}'],
    ['in somebody else’s room', '{"action":"deleteMessage","room":"THEIRS","seq":3}', 'not_found'],
    ['without a room', '{"action":"deleteMessage","seq":3}'],
    ['whose id is none', edit(',"id":"1"')],
    ['whose id has half a character', edit(',"id":"\\ud800"')],
    ['with a forged sender', edit(',"sender":"ben"')],
    ['that pollutes __proto__', edit(',"__proto__":{"admin":true}')],
    ['to no body', frame('editMessage', '')],
    ['to an empty body', frame('editMessage', ',"body":""')],
    ['to blanks', frame('editMessage', ',"body":" \\n\\u200b"')],
    ['to a NUL', frame('editMessage', ',"body":"a\\u0000b"')],
    ['to half a character', frame('editMessage', ',"body":"\\udfff"')],
    ['to a number', frame('editMessage', ',"body":7')],
    ['to an object', frame('editMessage', ',"body":{"text":"x"}')],
    ['to 4,001 characters', frame('editMessage', `,"body":"${'x'.repeat(4_001)}"`), 'too_large'],
    ['to 9 KB', frame('editMessage', `,"body":"${'€'.repeat(3_000)}"`), 'too_large'],
    ['of 20 KB', frame('editMessage', `,"body":"${'x'.repeat(20_000)}"`), 'too_large'],
    ['that deletes with a body', frame('deleteMessage', ',"body":"x"')],
    ['that reacts with nothing', frame('react', ',"on":true')],
    ['that reacts without saying on or off', frame('react', ',"emoji":"👍"')],
    ['that reacts on 1', react('"👍"', '1')],
    ['that reacts with text', react('"yes"')],
    ['that reacts with a digit', react('"1"')],
    ['that reacts with an empty text', react('""')],
    ['that reacts with two emoji', react('"👍👍"')],
    ['that reacts with an emoji and a blank', react('"👍 "')],
    ['that reacts with markup', react('"<b>👍</b>"')],
    ['that reacts with a NUL', react('"\\u0000"')],
    ['that reacts with half a character', react('"\\ud83d"')],
    ['that reacts with a thousand joined emoji', react(`"${'👩‍'.repeat(1_000)}👩"`)],
    ['that reacts with a thumb under a hundred accents', react(`"👍${'\u0301'.repeat(100)}"`)],
    ['that reacts with a list', react('["👍"]')],
    ['that reacts with null', react('null')],
  ])('%s is refused', async (_what, text, code = 'invalid_request') => {
    const known = text
      .replaceAll('ROOM', party.room)
      .replaceAll('THEIRS', theirs)
      .replaceAll('SEQ', `${seq}`);

    expectRefusal(await patiently(party.a, known), code);
  });
});
