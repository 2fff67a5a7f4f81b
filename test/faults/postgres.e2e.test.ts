import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ask, register, ticketOf } from '../setup/chat/api.ts';
import { bodiesAt, goesOn, hasBody, meet, storedIn } from '../setup/chat/party.ts';
import { expectRefusal, expectRefused } from '../setup/chat/refusal.ts';
import { handshake } from '../setup/chat/socket.ts';
import { onServer } from '../setup/servers.ts';
import { until } from '../setup/until.ts';
import { health } from './health.ts';
import { onceAsked, onceCommitted, statements } from './strikes.ts';
import { useFaultyStack } from './use-faulty-stack.ts';

const stack = useFaultyStack();

const { acceptMessage } = statements;
const down = { status: 503, postgres: 'down', redis: 'ok', isQuick: true };
const ok = { ...down, status: 200, postgres: 'ok' };

function stop(): void {
  stack().postgres.refuse(true);
  stack().postgres.cut();
}

/** Ends every connection as a server does that restarts, by `57P01`. */
const terminate = () =>
  onServer(
    stack().databaseUrl,
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );

/** A restart whose news has reached every function. */
async function restart(): Promise<void> {
  await terminate();
  await until(() => stack().postgres.turnsOfEach().length === 0 || undefined);
}

describe('Postgres that stops', () => {
  it('DF7: stores nothing and tells nobody anything, and closes no socket', async () => {
    const party = await meet();
    const { a, b, room } = party;
    stop();

    const answer = await a.ask({ room, body: 'into the void' });
    const told = await health();
    await stack().heal();

    expectRefusal(answer, 'unavailable');
    expect(told).toEqual(down);
    expect(await health()).toEqual(ok);
    await goesOn(party);
    expect(bodiesAt(b)).not.toContain('into the void');
    await party.leave();
  });

  it('DF8, DF9, DF10: refuses nobody as a stranger, tells none of its insides, and is found again', async () => {
    const ann = await register('ann');
    const { username, password, token } = ann;
    const ticket = await ticketOf(ann);
    stop();

    const statuses = await Promise.all([
      handshake({ query: { ticket } }),
      handshake({ options: { headers: { authorization: `Bearer ${token}` } } }),
    ]);
    const refused = await Promise.all([
      ask('/sessions', { body: { username, password } }),
      ask('/tickets', { method: 'POST', token }),
      ask('/rooms', { token }),
    ]);
    await stack().heal();
    const back = await Promise.all([
      handshake({ query: { ticket } }),
      ask('/sessions', { body: { username, password } }),
    ]);

    for (const status of statuses) expect(status).toBeGreaterThanOrEqual(500);
    for (const answer of refused) expectRefused(answer, 'unavailable');
    expect(back).toMatchObject([101, { status: 201 }]);
  });

  it('DF11: restarted between requests, it costs none of them', async () => {
    const ann = await register('ann');
    const answers = [];
    for (let round = 0; round < 4; round += 1) {
      await restart();
      for (let n = 0; n < 3; n += 1) answers.push((await ask('/rooms', { token: ann.token })).status);
    }

    expect(answers).toEqual(Array(12).fill(200));
  });
});

describe('Postgres that fails over in the middle of a send', () => {
  it('F17: before the commit, is told as `unavailable`; the retry succeeds once', async () => {
    const party = await meet();
    const { a, b, room } = party;
    const id = randomUUID();
    stack().postgres.onClientChunk(onceAsked(acceptMessage, () => 'cut'));

    const lost = await a.ask({ room, id, body: 'once' });
    const retry = await a.ask({ room, id, body: 'once' });
    await b.next(hasBody('once'));

    expectRefusal(lost, 'unavailable');
    expect(retry).toMatchObject({ type: 'ack', repeated: false });
    expect(await storedIn(party)).toEqual(['once']);
    await party.leave();
  });

  it('F17: after the commit, is told as `unavailable`; the retry is answered `repeated`', async () => {
    const party = await meet();
    const { a, room } = party;
    const id = randomUUID();
    stack().postgres.onServerChunk(onceCommitted(acceptMessage, () => 'cut'));

    const unknown = await a.ask({ room, id, body: 'once' });
    const retry = await a.ask({ room, id, body: 'once' });

    expectRefusal(unknown, 'unavailable');
    expect(retry).toMatchObject({ type: 'ack', seq: 3, repeated: true });
    expect(await storedIn(party)).toEqual(['once']);
    await party.leave();
  });

  it('F17: by a restart while the statement runs, is told as `unavailable`; the retry succeeds once', async () => {
    const party = await meet();
    const { a, room } = party;
    const id = randomUUID();
    stack().postgres.hang(true);
    const lost = a.ask({ room, id, body: 'once' });
    await until(
      () =>
        stack()
          .running.environments()
          .some(({ isBusy }) => isBusy) || undefined,
    );
    await terminate();
    stack().postgres.hang(false);

    expectRefusal(await lost, 'unavailable');
    await restart();
    expect(await a.ask({ room, id, body: 'once' })).toMatchObject({ type: 'ack', seq: 3 });
    expect(await storedIn(party)).toEqual(['once']);
    await party.leave();
  });
});

describe('Postgres that hangs', () => {
  it.each([
    ['hangs', () => stack().postgres.hang(true)],
    ['vanishes without a word', () => stack().postgres.lose(true)],
  ])('F17: and %s, costs a call its time-out and no more', async (_, strike) => {
    const party = await meet();
    const { a, ann, room } = party;
    const id = randomUUID();
    strike();

    const start = performance.now();
    const [answer, rooms, told] = await Promise.all([
      a.ask({ room, id, body: 'patience' }),
      ask('/rooms', { token: ann.token }),
      health(),
    ]);
    const tookMs = performance.now() - start;
    await stack().heal();
    const retry = await a.ask({ room, id, body: 'patience' });

    expectRefusal(answer, 'unavailable');
    expectRefused(rooms, 'unavailable');
    expect(told).toMatchObject({ redis: 'ok', isQuick: true });
    expect(tookMs).toBeLessThan(9_000);
    expect(retry.type).toBe('ack');
    expect(await storedIn(party)).toEqual(['patience']);
    expect(await health()).toEqual(ok);
    await party.leave();
  });
});
