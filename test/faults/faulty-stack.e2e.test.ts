import { expect, it } from 'vitest';
import { goesOn, hasBody, meet } from '../setup/chat/party.ts';
import { useFaultyStack } from './use-faulty-stack.ts';

const stack = useFaultyStack();

it('sees every turn and every post of the product', async () => {
  const party = await meet();
  const before = [stack().redis.turns(), stack().postgres.turns(), stack().posts.posts.length];

  await goesOn(party);

  const after = [stack().redis.turns(), stack().postgres.turns(), stack().posts.posts.length];
  expect(after.every((count, index) => count > (before[index] ?? 0))).toBe(true);
  expect(stack().posts.posts.at(-1)).toMatchObject({ method: 'POST', status: 200 });
  await party.leave();
});

it('has posts answered otherwise, doubled and lost', async () => {
  const party = await meet();
  const { a, b, room } = party;

  stack().posts.onPost(() => ({ kind: 'double' }));
  await a.ask({ room, body: 'twice' });
  await b.next(hasBody('twice'));
  await b.next(hasBody('twice'));

  expect(b.frames.filter(hasBody('twice'))).toHaveLength(2);
  await party.leave();
});

it('goes on after its functions were replaced, and after they were killed', async () => {
  const party = await meet();
  await party.a.ask({ room: party.room, body: 'warm' });
  await party.b.next(hasBody('warm'));
  const pidsOf = () =>
    stack()
      .running.environments()
      .filter(({ functionName }) => functionName !== 'migrate')
      .map(({ pid }) => pid);
  const before = pidsOf();

  await stack().deploy();
  const warm = { stored: ['warm'], told: ['warm'] };
  await goesOn(party, warm);
  const deployed = pidsOf();
  const killed = await stack().kill('send-message');

  expect(deployed.filter((pid) => before.includes(pid))).toEqual([]);
  expect(killed).toBe(1);
  expect(await party.a.ask({ room: party.room, body: 'after all' })).toMatchObject({ type: 'ack' });
  await party.leave();
});
