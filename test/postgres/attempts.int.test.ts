import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgiveAttempt, takeAttempt } from '../../shared/postgres/attempts.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeDatabase({ connections: 20 });
});
afterAll(() => database.drop());

const takeAtOnce = (count: number, { key, free }: { readonly key: string; readonly free: number }) =>
  Promise.all(Array.from({ length: count }, () => takeAttempt(database, { key, free, longestSeconds: 60 })));
const passed = (answers: readonly (number | undefined)[]) =>
  answers.filter((wait) => wait === undefined).length;

describe('attempts', () => {
  it('all pass while they are free, however many come at once', async () => {
    expect(passed(await takeAtOnce(200, { key: 'free', free: 1_000 }))).toBe(200);
  });

  it('pass at once after others were forgiven at the same time', async () => {
    const rounds = Array.from({ length: 100 }, async () => {
      const [wait] = await takeAtOnce(1, { key: 'forgiven', free: 1_000 });
      await forgiveAttempt(database, ['forgiven']);
      return wait;
    });

    expect(passed(await Promise.all(rounds))).toBe(100);
  });

  it('of a hundred at once only the free ones pass', async () => {
    expect(passed(await takeAtOnce(100, { key: 'few', free: 5 }))).toBe(5);
  });

  it('wait longer each time, up to the longest', async () => {
    const waits: (number | undefined)[] = [];
    await takeAtOnce(1, { key: 'waits', free: 2 });
    for (let n = 0; n < 9; n++) {
      await takeAtOnce(1, { key: 'waits', free: 2 });
      waits.push(...(await takeAtOnce(1, { key: 'waits', free: 2 })));
      await database.query(`update attempts set blocked_until = '-infinity' where key = 'waits'`, []);
    }

    const seconds = waits.map((wait) => Math.ceil((wait ?? 0) / 1_000));
    expect(seconds).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });
});
