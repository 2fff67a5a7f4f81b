import { expect, it } from 'vitest';
import { useFaultyStack } from '../faults/use-faulty-stack.ts';
import { hasBody, meet } from '../setup/chat/party.ts';

const stack = useFaultyStack();

/** The turns on the wire so far. */
const turns = () => ({ redis: stack().redis.turns(), postgres: stack().postgres.turns() });

it('asks Redis twice and Postgres once, at most, between a message and its ack', async () => {
  const party = await meet();
  const { a, b, room } = party;
  // The function is warm: connected, and the scripts are known.
  await a.ask({ room, body: 'the first' });
  await b.next(hasBody('the first'));

  const before = turns();
  const ack = await a.ask({ room, body: 'the second' });
  const after = turns();

  expect(ack.type).toBe('ack');
  expect(after.redis - before.redis).toBeLessThanOrEqual(2);
  expect(after.postgres - before.postgres).toBeLessThanOrEqual(1);
  await party.leave();
});
