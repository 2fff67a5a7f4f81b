import { describe, expect, it } from 'vitest';
import { ask } from '../setup/chat/api.ts';
import { findInLogs, readLogs } from '../setup/chat/logs.ts';
import { bodiesAt, hasBody, meet } from '../setup/chat/party.ts';
import { expectRefusal, expectRefused } from '../setup/chat/refusal.ts';
import { handshake } from '../setup/chat/socket.ts';
import { inDatabase } from '../setup/chat/stored.ts';
import { until } from '../setup/until.ts';

const bearer = (token: string) => ({ options: { headers: { authorization: `Bearer ${token}` } } });

describe('a user with an open socket who', () => {
  it('DF12: is disabled can send nothing, ping nothing, open nothing', async () => {
    const party = await meet();
    const { a, b, ben, room } = party;
    await inDatabase('update users set disabled_at = now() where id = $1', [ben.id]);

    const sent = await b.ask({ room, body: 'still here' });
    b.send({ action: 'ping' });
    const pinged = await b.next(({ type }) => type === 'error');
    const called = await ask('/rooms', { token: ben.token });

    expectRefusal(sent, 'unauthenticated');
    expectRefusal(pinged, 'unauthenticated');
    expectRefused(called, 'unauthenticated');
    expect(await handshake(bearer(ben.token))).toBe(401);
    expect(bodiesAt(a)).toEqual([]);
    await party.leave();
  });

  it('DF13: logs out elsewhere, or removes the account, is told `bye` and closed, and can send nothing', async () => {
    const [left, removed] = await Promise.all([meet(), meet()]);

    await ask('/sessions/current', { method: 'DELETE', token: left.ben.token });
    const { token, password } = removed.ben;
    await ask('/users/me', { method: 'DELETE', token, body: { password } });

    for (const { a, b, ben, room } of [left, removed]) {
      await b.next(({ type }) => type === 'bye');
      await until(() => b.closed());
      await a.ask({ room, body: 'among ourselves' });
      await a.next(hasBody('among ourselves'));
      expect(bodiesAt(b)).toEqual([]);
      expect(await handshake(bearer(ben.token))).toBe(401);
    }
    await Promise.all([left.leave(), removed.leave()]);
  });
});

describe('a wrong token', () => {
  it('DF18: with a line break in it is refused, and neither it nor its line is in a log', async () => {
    const token = `not-a-token-${Math.random()}`;
    const forged = `${token}\nERROR forged`;

    const answers = await Promise.all([
      handshake({ query: { ticket: forged } }),
      handshake({ query: { ticket: token, room: forged } }),
    ]);
    const called = await ask(`/rooms/${encodeURIComponent(forged)}`, { token });

    expect(answers).toEqual([401, 401]);
    expect(called.status).toBe(401);
    expect(await findInLogs([token])).toEqual([]);
    for (const log of (await readLogs()).values()) expect(log).not.toMatch(/^ERROR forged/m);
  });
});
