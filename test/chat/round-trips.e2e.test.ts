import { expect, it } from 'vitest';
import type { TcpProxy } from '../faults/tcp-proxy.ts';
import { useFaultyStack } from '../faults/use-faulty-stack.ts';
import { hasBody, meet } from '../setup/chat/party.ts';
import { until } from '../setup/until.ts';

/** How many of those who came the others were told of: by another function, which asks Postgres and Redis too. */
let told = 0;
const stack = useFaultyStack({
  onEvent: ({ source, event }) => {
    if (source === 'lambda' && event.kind === 'invocation' && event.function === 'deliver') told += 1;
  },
});

/** Lets so many turns pass from now on; what is asked after them is never answered. Tells how many were asked. */
function allow(proxy: TcpProxy, most: number): () => number {
  const before = proxy.turns();
  const asked = () => proxy.turns() - before;
  proxy.onClientChunk(() => (asked() > most ? 'withhold' : 'forward'));
  return asked;
}

it('waits for Redis twice and for Postgres once, at most, between a message and its ack', async () => {
  const party = await meet();
  const { a, b, room } = party;
  // Warm: the function is connected, and the scripts are known, that one too whose answer is read by the next invocation.
  for (const body of ['one', 'two', 'three']) {
    await a.ask({ room, body });
    await b.next(hasBody(body));
  }
  await until(() => told === 2 || undefined, { what: 'that others were told of both' });

  const askedPostgres = allow(stack().postgres, 1);
  const askedRedis = allow(stack().redis, 2);
  const start = performance.now();
  const ack = await a.ask({ room, body: 'four' });
  const tookMs = performance.now() - start;

  expect(ack.type).toBe('ack');
  expect(askedPostgres()).toBe(1);
  // The third is begun and not waited for: that the batch was posted.
  expect(askedRedis()).toBeLessThanOrEqual(3);
  // Had it been waited for, a time-out would have passed.
  expect(tookMs).toBeLessThan(950);
  await party.leave();
});
