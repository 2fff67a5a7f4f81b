import { expect, it } from 'vitest';
import { useFaultyStack } from '../faults/use-faulty-stack.ts';
import { hasBody, meet } from '../setup/chat/party.ts';

const stack = useFaultyStack();

/** Longer than an ack takes once it is on its way: what is answered after it was not waited for. */
const delayMs = 60;

const answered = () => ({ redis: stack().redis.answered(), postgres: stack().postgres.answered() });

it('waits for Redis twice and for Postgres once, at most, between a message and its ack', async () => {
  const party = await meet();
  const { a, b, room } = party;
  // Warm: the function is connected, and the scripts are known.
  await a.ask({ room, body: 'the first' });
  await b.next(hasBody('the first'));
  for (const proxy of [stack().redis, stack().postgres]) proxy.delay(delayMs);

  const before = answered();
  const start = performance.now();
  const ack = await a.ask({ room, body: 'the second' });
  const tookMs = performance.now() - start;
  const after = answered();

  expect(ack.type).toBe('ack');
  expect(after.redis - before.redis).toBeLessThanOrEqual(2);
  expect(after.postgres - before.postgres).toBeLessThanOrEqual(1);
  // Each turn is delayed both ways; a fourth would take longer than this.
  expect(tookMs).toBeLessThan(4 * 2 * delayMs);
  await party.leave();
});
