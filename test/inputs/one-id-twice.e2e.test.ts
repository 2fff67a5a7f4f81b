import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { limits } from '../../shared/protocol/limits.ts';
import { meet, storedIn } from '../setup/chat/party.ts';

it('I8: lets no sixth message through beside a wrong one with its id', async () => {
  const party = await meet();
  const { a, room } = party;
  const pairs = Array.from({ length: 8 }, () => randomUUID());
  for (const id of pairs) {
    a.send({ action: 'sendMessage', room, id, body: 'answers nothing', replyTo: 999_999 });
    a.send({ action: 'sendMessage', room, id, body: `message ${id}` });
  }
  for (const _ of [...pairs, ...pairs]) await a.next(({ type }) => type === 'ack' || type === 'error');

  expect((await storedIn(party)).length).toBeLessThanOrEqual(limits.messagesPerWindow);
  await party.leave();
});
