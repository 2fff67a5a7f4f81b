import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../shared/postgres/database.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';

let owner: TestDatabase;
let ofFunction: Database;

beforeAll(async () => {
  owner = await makeDatabase({ connections: 1 });
  vi.stubEnv('DATABASE_URL', owner.url);
  vi.stubEnv('DATABASE_ROLE', 'parley_app');
  ({ database: ofFunction } = await import('../../shared/lambda/database.ts'));
});
afterAll(async () => {
  await ofFunction.close();
  await owner.drop();
  vi.unstubAllEnvs();
});

describe('the environment of a function', () => {
  it('holds one connection, which the caps of functions count on, whatever is asked of it at once', async () => {
    const asked = Array.from({ length: 5 }, () =>
      ofFunction.query<{ pid: number }>('select pg_backend_pid() as pid', []),
    );

    const servers = (await Promise.all(asked)).flatMap((rows) => rows.map(({ pid }) => pid));
    expect(servers).toHaveLength(5);
    expect(new Set(servers).size).toBe(1);
  });
});
