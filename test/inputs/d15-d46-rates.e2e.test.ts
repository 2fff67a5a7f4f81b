import { describe, expect, it } from 'vitest';
import { ask, register } from '../setup/chat/api.ts';
import { after, paced } from '../setup/chat/pace.ts';
import { meet, storedIn } from '../setup/chat/party.ts';
import { expectRefusal, expectRefused } from '../setup/chat/refusal.ts';
import { type Frame, open, type Socket } from '../setup/chat/socket.ts';
import { inDatabase } from '../setup/chat/stored.ts';
import { acked, expectOnlyAcked } from '../setup/chat/throttled.ts';

const logIn = (username: string, password: string) => ask('/sessions', { body: { username, password } });

/** Twenty wrong passwords, one after another: how many were looked at, and the longest wait that was told. */
async function guess(username: string): Promise<{ readonly tried: number; readonly wait: number }> {
  const errors: Frame[] = [];
  for (let n = 0; n < 20; n++) errors.push((await logIn(username, `wrong ${n}`)).body.error);
  for (const error of errors) {
    expectRefusal(error, error.code === 'rate_limited' ? 'rate_limited' : 'unauthenticated');
  }
  return {
    tried: errors.filter(({ code }) => code === 'unauthenticated').length,
    wait: Math.max(...errors.map(({ retryAfterMs = 0 }) => retryAfterMs)),
  };
}

/** Sixty guesses in three rounds, waiting as told between them. */
async function guessSixty(username: string) {
  const first = await guess(username);
  await after(first.wait);
  const second = await guess(username);
  await after(second.wait);
  const third = await guess(username);
  return {
    tried: first.tried + second.tried + third.tried,
    waits: [first, second, third].map((one) => one.wait),
  };
}

describe.concurrent('D15: guessing passwords', () => {
  it('D15: 60 wrong ones bring growing delays, then the right one works, for a known user and for nobody', async () => {
    const ann = await register('ann');
    const nobody = `${ann.username}-no`;

    const [known, unknown] = await Promise.all([ann.username, nobody].map(guessSixty));
    const early = await logIn(ann.username, ann.password);
    if (early.status !== 201) expectRefused(early, 'rate_limited');
    await after(early.body.error?.retryAfterMs ?? 1);
    const right = early.status === 201 ? early : await logIn(ann.username, ann.password);

    for (const outcome of [known, unknown]) {
      const [first = 0, second = 0, third = 0] = outcome?.waits ?? [];
      expect(outcome?.tried).toBeLessThan(12);
      expect(second).toBeGreaterThan(first);
      expect(third).toBeGreaterThan(second);
    }
    expect(right.status).toBe(201);
    const [address] = await inDatabase<{ failures: number }>(
      `select max(failures)::int as failures from attempts where key like 'login:address:%'`,
    );
    // What was blocked was no attempt, so the address has not 120 of them.
    expect(address?.failures).toBeLessThan(60);
  });

  it('D15: however often, nobody is locked out for more than a minute', async () => {
    const ann = await register('ann');
    await logIn(ann.username, 'wrong');
    await inDatabase(`update attempts set failures = 1000000, blocked_until = now() where key = $1`, [
      `login:account:${ann.username}`,
    ]);

    expectRefused(await logIn(ann.username, 'wrong'), 'unauthenticated');
    const blocked = await logIn(ann.username, ann.password);

    expectRefused(blocked, 'rate_limited');
    expect(blocked.body.error.retryAfterMs).toBeLessThanOrEqual(60_000);
    expect((await ask('/users/me', { token: ann.token })).status).toBe(200);
  });
});

const burst = (sockets: readonly Socket[], room: string): Promise<readonly Frame[]> =>
  Promise.all(sockets.map((socket, n) => socket.ask({ room, body: `at once ${n}` })));

describe.concurrent('the throttle', () => {
  it('D44: of ten messages at once from ten sockets of one user five are stored', async () => {
    const party = await meet();
    const more = await Promise.all(Array.from({ length: 9 }, () => open(party.ann)));
    const begun = performance.now();

    const answers = await burst([party.a, ...more], party.room);

    await expectOnlyAcked(party, answers, begun);
    for (const { raw } of more) raw.terminate();
    await party.leave();
  });

  it('D46: who retries every 1.5 s gets in as soon as the window allows: refused tries are not counted', async () => {
    const party = await meet();
    const { a, room } = party;
    const begun = performance.now();
    await burst(
      Array.from({ length: 5 }, () => a),
      room,
    );

    const tries = await paced({ everyMs: 1_500, times: 8 }, async (n) => {
      const answer = await a.ask({ room, body: `retry ${n}` });
      return { answer, isEarly: performance.now() - begun < 10_000 };
    });

    // What was answered before the window of the five can be over.
    const early = tries.filter(({ isEarly }) => isEarly).map(({ answer }) => answer);
    expect(early.length).toBeGreaterThan(0);
    expect(acked(early)).toEqual([]);
    expect(acked(tries.map(({ answer }) => answer)).length).toBeGreaterThan(0);
    await party.leave();
  });

  it('lets five pass, tells the sixth how long to wait, and lets it pass then', async () => {
    const party = await meet();
    const { a, room } = party;
    for (let n = 1; n <= 5; n++) expect(await a.ask({ room, body: `${n}` })).toMatchObject({ type: 'ack' });

    const sixth = await a.ask({ room, body: 'six' });
    expectRefusal(sixth, 'rate_limited');
    expect(sixth.retryAfterMs).toBeLessThanOrEqual(10_000);
    await after(sixth.retryAfterMs);

    expect(await a.ask({ id: sixth.id, room, body: 'six' })).toMatchObject({ type: 'ack', repeated: false });
    expect(await storedIn(party)).toEqual(['1', '2', '3', '4', '5', 'six']);
    await party.leave();
  });

  it('lets exactly five of a burst of 50 in one tick pass', async () => {
    const party = await meet();
    const begun = performance.now();

    const answers = await burst(
      Array.from({ length: 50 }, () => party.a),
      party.room,
    );

    await expectOnlyAcked(party, answers, begun);
    await party.leave();
  });

  it('lets at least twelve of one message a second for 24 s pass', async () => {
    const party = await meet();
    const { a, room } = party;

    const answers = await paced({ everyMs: 1_000, times: 24 }, (n) => a.ask({ room, body: `second ${n}` }));

    expect(acked(answers).length).toBeGreaterThanOrEqual(12);
    expect(await storedIn(party)).toHaveLength(acked(answers).length);
    await party.leave();
  });
});
