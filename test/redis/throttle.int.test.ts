import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RoomId, UserId } from '../../shared/protocol/ids.ts';
import type { RedisClient } from '../../shared/redis/client.ts';
import { throttle, unthrottle } from '../../shared/redis/throttle.ts';
import { newMessageId } from '../setup/people.ts';
import { findKeys, makeRedis } from '../setup/redis.ts';
import { until } from '../setup/until.ts';

let redis: RedisClient;
const newTry = () => ({
  of: 'messages' as const,
  user: v.parse(UserId, randomUUID()),
  connection: String(randomUUID()),
  room: v.parse(RoomId, randomUUID()),
  id: newMessageId(),
  content: 'hello',
});
const wide = { most: 5, windowMs: 10_000, framesPerSecond: 1_000, rememberedMs: 60_000, remembered: 10 };

/** The wait of a try: 0 when it passes. */
async function waitOf(
  attempt: ReturnType<typeof newTry>,
  limits: Partial<typeof wide> = {},
): Promise<number> {
  const passage = await throttle(redis, attempt, { ...wide, ...limits });
  return passage.kind === 'limited' ? passage.waitMs : 0;
}
/** The place that a try passes on. */
async function placeOf(attempt: ReturnType<typeof newTry>): Promise<number> {
  const passage = await throttle(redis, attempt, wide);
  return ('place' in passage ? passage.place : undefined) ?? 0;
}
const another = (attempt: ReturnType<typeof newTry>) => ({ ...attempt, id: newMessageId() });

beforeAll(() => {
  redis = makeRedis();
});
afterAll(() => redis.quit());

describe('the throttle', () => {
  it('passes exactly 5 of a burst of 50 in one tick, and tells the others when', async () => {
    const attempt = newTry();

    const waits = await Promise.all(Array.from({ length: 50 }, () => waitOf(another(attempt))));

    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
    const told = waits.filter((wait) => wait > 0);
    expect(told).toHaveLength(45);
    expect(Math.min(...told)).toBeGreaterThan(9_000);
    expect(Math.max(...told)).toBeLessThanOrEqual(10_000);
  });

  it('passes again after exactly the time that it told', async () => {
    const attempt = newTry();
    const limits = { most: 2, windowMs: 300 };
    await waitOf(another(attempt), limits);
    await waitOf(another(attempt), limits);

    const wait = await waitOf(another(attempt), limits);
    const start = performance.now();
    await until(async () => (await waitOf(another(attempt), limits)) === 0 || undefined);

    expect(wait).toBeGreaterThan(200);
    expect(performance.now() - start).toBeGreaterThan(wait - 10);
  });

  it('does not count rejected tries: whoever keeps trying is let in as often as the window allows', async () => {
    const attempt = newTry();
    const start = performance.now();
    let passed = 0;

    await until(async () => {
      if ((await waitOf(another(attempt), { windowMs: 500 })) === 0) passed++;
      return performance.now() - start > 1_400 || undefined;
    });

    expect(passed).toBe(15);
  });

  it('lets an accepted id through again without counting it', async () => {
    const first = newTry();

    const taken = await throttle(redis, first, wide);
    const again = await Promise.all(Array.from({ length: 20 }, () => throttle(redis, first, wide)));
    const others = await Promise.all(Array.from({ length: 5 }, () => waitOf(another(first))));

    expect(taken).toMatchObject({ kind: 'taken' });
    expect(again.every(({ kind }) => kind === 'known')).toBe(true);
    expect(others.filter((wait) => wait === 0)).toHaveLength(4);
  });

  it('knows what was let through before the window: it has no place and takes none until it is known to be unstored', async () => {
    const limits = { ...wide, most: 1, windowMs: 100 };
    const first = newTry();
    await throttle(redis, first, limits);
    await until(async () => (await throttle(redis, first, limits)).kind === 'passedBefore' || undefined);

    const other = await throttle(redis, another(first), limits);
    const full = await throttle(redis, { ...first, isUnstored: true }, limits);
    await until(async () => (await throttle(redis, first, limits)).kind === 'passedBefore' || undefined);
    const again = await until(async () => {
      const passage = await throttle(redis, { ...first, isUnstored: true }, limits);
      return passage.kind === 'limited' ? undefined : passage;
    });

    expect(other).toMatchObject({ kind: 'taken' });
    expect(full).toMatchObject({ kind: 'limited', flooding: false });
    expect(again).toMatchObject({ kind: 'taken' });
    expect(await waitOf(another(first), limits)).toBeGreaterThan(0);
  });

  it('remembers so many of the last', async () => {
    const limits = { ...wide, most: 2, windowMs: 50, remembered: 4 };
    const tries = Array.from({ length: 5 }, newTry).map((one, _, [{ user } = one]) => ({ ...one, user }));
    for (const one of tries) {
      await until(async () => (await throttle(redis, one, limits)).kind === 'taken' || undefined);
    }
    await until(
      async () => (await throttle(redis, tries[4] ?? newTry(), limits)).kind === 'passedBefore' || undefined,
    );

    const kinds = [];
    for (const one of tries.slice(1)) kinds.push((await throttle(redis, one, limits)).kind);

    expect(kinds).toEqual(['passedBefore', 'passedBefore', 'passedBefore', 'passedBefore']);
    expect(await throttle(redis, tries[0] ?? newTry(), limits)).toMatchObject({ kind: 'taken' });
  });

  it('shares no place with something else of the same id, which may be refused and give it back', async () => {
    const wrong = newTry();
    const right = { ...wrong, content: 'something else' };

    const place = await placeOf(wrong);
    const passage = await throttle(redis, right, wide);
    await unthrottle(redis, wrong, place);
    const others = await Promise.all(Array.from({ length: 5 }, () => waitOf(another(wrong))));

    expect(passage).toMatchObject({ kind: 'taken' });
    expect(others.filter((wait) => wait === 0)).toHaveLength(4);
  });

  it('gives the place back of a message that was not accepted', async () => {
    const attempt = newTry();
    const five = Array.from({ length: 5 }, () => another(attempt));
    const places = [];
    for (const one of five) places.push(await placeOf(one));

    await unthrottle(redis, five[0] ?? attempt, places[0] ?? 0);

    expect(await waitOf(another(attempt))).toBe(0);
    expect(await waitOf(another(attempt))).toBeGreaterThan(0);
  });

  it('keeps the place of a message that is refused once and accepted once, which try of both ever took it', async () => {
    const attempt = newTry();
    const first = await placeOf(attempt);
    const second = await placeOf(attempt);

    await unthrottle(redis, attempt, first);
    const kept = await throttle(redis, attempt, wide);
    const third = 'place' in kept ? kept.place : undefined;
    await unthrottle(redis, attempt, third ?? 0);

    expect([second, kept.kind, third]).toEqual([first + 1, 'known', first + 2]);
    expect((await throttle(redis, attempt, wide)).kind).toBe('taken');
  });

  it('holds a connection to its frames in a second, and another connection not', async () => {
    const attempt = newTry();
    const limits = { most: 1_000, framesPerSecond: 20 };

    const passages = await Promise.all(
      Array.from({ length: 30 }, () => throttle(redis, another(attempt), { ...wide, ...limits })),
    );
    const elsewhere = await waitOf({ ...another(attempt), connection: 'another=' }, limits);

    expect(passages.filter(({ kind }) => kind === 'taken')).toHaveLength(20);
    expect(passages.slice(20)).toEqual(
      Array.from({ length: 10 }, () => ({ kind: 'limited', waitMs: expect.any(Number), flooding: true })),
    );
    expect(elsewhere).toBe(0);
    await until(async () => (await waitOf(another(attempt), limits)) === 0 || undefined);
  });

  it('leaves nothing behind once a try is no longer remembered', async () => {
    const attempt = newTry();
    await waitOf(attempt, { windowMs: 50, rememberedMs: 100 });

    await until(async () => (await findKeys(`*${attempt.user}*`)).length === 0 || undefined);
  });
});
