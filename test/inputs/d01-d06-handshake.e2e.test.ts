import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { ask, type Chatter, register } from '../setup/chat/api.ts';
import { bodiesAt, goesOn, meet, storedIn } from '../setup/chat/party.ts';
import { expectRefused } from '../setup/chat/refusal.ts';
import { handshake, open } from '../setup/chat/socket.ts';

const as = ({ token }: Pick<Chatter, 'token'>) => ({ headers: { authorization: `Bearer ${token}` } });
const wrong = { token: 'x'.repeat(43) };

describe('handshakes that the old product was tried with', () => {
  it('D1: one without a token is answered 401', async () => {
    expect(await handshake({})).toBe(401);
    expect(await handshake({ query: { ticket: '' } })).toBe(401);
    expect(await handshake({ query: { room: randomUUID() } })).toBe(401);
  });

  it('D2: one with a wrong token or ticket is answered 401', async () => {
    expect(await handshake({ options: as(wrong) })).toBe(401);
    expect(await handshake({ query: { ticket: wrong.token } })).toBe(401);
    expect(await handshake({ query: { token: wrong.token } })).toBe(401);
  });

  it('D3: somebody who is not in a room can neither open it, read it, send to it nor hear it', async () => {
    const [party, eve] = await Promise.all([meet(), register('eve')]);
    const { room, a } = party;
    await a.ask({ room, body: 'private' });

    const opened = await handshake({ query: { room }, options: as(eve) });
    const e = await open(eve);
    const sent = await e.ask({ room, body: 'let me in' });
    e.send({ action: 'sync', cursors: { [room]: { seq: 0 } } });
    const synced = await e.next(({ type }) => type !== 'ack');
    const history = await ask(`/rooms/${room}/events`, { token: eve.token });

    expect(opened).toBe(404);
    expect(sent).toMatchObject({ type: 'error', code: 'not_found' });
    expect(synced).toMatchObject({ type: 'error', code: 'not_found' });
    expectRefused(history, 'not_found');
    await goesOn(party, { stored: ['private'], told: ['private'] });
    expect(bodiesAt(e)).toEqual([]);
    await Promise.all([e.close(), party.leave()]);
  });

  it('D4: a room that was never created is not_found, by handshake, frame and call, and is not created by it', async () => {
    const party = await meet();
    const { ann, a } = party;
    const never = randomUUID();

    expect(await handshake({ query: { room: never }, options: as(ann) })).toBe(404);
    expect(await handshake({ query: { room: 'a name that no room has' }, options: as(ann) })).toBe(404);
    expect(await a.ask({ room: never, body: 'echo' })).toMatchObject({ type: 'error', code: 'not_found' });
    expectRefused(await ask(`/rooms/${never}`, { token: ann.token }), 'not_found');
    expect((await ask('/rooms', { token: ann.token })).body.rooms).toHaveLength(1);
    await goesOn(party);
    await party.leave();
  });

  it('D5: a stranger’s page is answered 403, even with a valid token; the own page may connect', async () => {
    const ann = await register('ann');
    const from = (origin: string) => handshake({ options: { ...as(ann), origin } });
    const { origin: own } = new URL(inject('endpoints').page);
    const strangers = [
      'http://evil.example',
      'null',
      `${own}.evil.example`,
      own.replace('http:', 'https:'),
      'http://localhost.evil.example:8000',
      'http://127.0.0.1:8000@evil.example',
    ];

    expect(await Promise.all(strangers.map(from))).toEqual(strangers.map(() => 403));
    expect(await from(own)).toBe(101);
  });

  it('D6: a preflight from another origin is granted nothing', async () => {
    const preflight = await ask('/rooms', {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });
    const simple = await ask('/health', { headers: { origin: 'http://evil.example' } });

    for (const { headers } of [preflight, simple]) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
    expectRefused(preflight, 'not_found');
  });

  it('D5: nothing is stored for those who were refused', async () => {
    const party = await meet();

    expect(await handshake({ options: { ...as(party.ann), origin: 'http://evil.example' } })).toBe(403);
    expect(await storedIn(party)).toEqual([]);
    await party.leave();
  });
});
