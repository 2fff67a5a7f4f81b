import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgiveAttempt, takeAttempt } from '../../shared/postgres/attempts.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';

let database: TestDatabase;
const take = (key: string, free = 5, longestSeconds = 60) =>
  takeAttempt(database, { key, free, longestSeconds });

beforeAll(async () => {
  database = await makeDatabase({ connections: 16 });
});
afterAll(() => database.drop());

describe('counting attempts', () => {
  it('lets all pass that come at once, as long as there are free ones', async () => {
    const key = randomUUID();

    const waits = await Promise.all(Array.from({ length: 100 }, () => take(key, 1_000)));

    expect(waits.filter((wait) => wait !== undefined)).toEqual([]);
  });

  it('lets only the free ones pass of a hundred at once', async () => {
    const key = randomUUID();

    const waits = await Promise.all(Array.from({ length: 100 }, () => take(key, 5)));

    expect(waits.filter((wait) => wait === undefined)).toHaveLength(5);
  });

  it('waits twice as long after each, up to the longest, and never for ever', async () => {
    const key = randomUUID();
    for (let n = 0; n < 4; n++) await take(key);
    const delays: number[] = [];

    for (let n = 0; n < 8; n++) {
      await take(key);
      const wait = await take(key);
      delays.push(Math.ceil((wait ?? 0) / 1_000));
      await database.query(`update attempts set blocked_until = '-infinity' where key = $1`, [key]);
    }

    expect(delays).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('takes a good attempt back', async () => {
    const key = randomUUID();
    for (let n = 0; n < 5; n++) await take(key);

    await forgiveAttempt(database, [key]);

    expect(await take(key)).toBeUndefined();
    expect(await take(key)).toBeGreaterThan(0);
  });

  it('forgets after an hour', async () => {
    const key = randomUUID();
    for (let n = 0; n < 10; n++) await take(key);
    await database.query(
      `update attempts set forgotten_at = now() - interval '1 s', blocked_until = '-infinity' where key = $1`,
      [key],
    );

    const waits = [await take(key), await take(key), await take(key)];

    expect(waits).toEqual([undefined, undefined, undefined]);
  });
});
