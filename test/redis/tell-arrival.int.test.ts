import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserId } from '../../shared/protocol/ids.ts';
import { closeFunctions, loadFunctions } from '../setup/functions.ts';

/** Lambda's API, which takes calls and answers none. */
const silent = createServer();

beforeAll(async () => {
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { port } = silent.address() as AddressInfo;
  // Postgres is not asked.
  const databaseUrl = 'postgres://127.0.0.1:1/none';
  await loadFunctions({ databaseUrl, callbackUrl: `http://127.0.0.1:${port}/stage` });
});
afterAll(async () => {
  silent.close();
  await closeFunctions();
});

it('who opens a connection does not wait for what never answers when somebody is to tell others', async () => {
  const { tellArrival } = await import('../../shared/lambda/tell-arrival.ts');

  const start = performance.now();
  await tellArrival({ user: v.parse(UserId, randomUUID()), opening: 'first' });

  // 300 ms, where the call itself would give up after twice 2 s.
  expect(performance.now() - start).toBeLessThan(1_500);
});
