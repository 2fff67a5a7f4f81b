import { describe, expect, it } from 'vitest';
import { register } from '../setup/chat/api.ts';
import { after } from '../setup/chat/pace.ts';
import { meet } from '../setup/chat/party.ts';
import { open } from '../setup/chat/socket.ts';
import { expectOnlyAcked } from '../setup/chat/throttled.ts';
import { until } from '../setup/until.ts';

// One after another, and in a file of their own: each takes all that a laptop has.
describe('a flood', () => {
  it('D43: of 1,000 messages at once from one socket five are stored, and the socket stays open', async () => {
    const party = await meet();
    const begun = performance.now();

    for (let n = 0; n < 1_000; n++) {
      party.a.send({ action: 'sendMessage', room: party.room, body: `at once ${n}` });
    }
    const answers = () => party.a.frames.filter(({ type }) => type === 'ack' || type === 'error');
    await until(() => (answers().length === 1_000 ? true : undefined), { deadlineMs: 45_000 });

    await expectOnlyAcked(party, answers(), begun);
    expect(party.a.closed()).toBeUndefined();
    // A connection may send twenty frames in a second.
    await after(1_000);
    party.a.send({ action: 'ping' });
    expect((await party.a.next(({ type }) => type === 'pong')).heads).toHaveProperty(party.room);
    await party.leave();
  });

  it('D45: of 300 sockets of one user ten open, and the rest are answered 429', async () => {
    const ann = await register('ann');

    const tries = await Promise.allSettled(Array.from({ length: 300 }, () => open(ann)));

    const opened = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = tries.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(opened).toHaveLength(10);
    expect(new Set(refused)).toEqual(new Set(['Error: Unexpected server response: 429']));
    for (const { raw } of opened) raw.terminate();
  });
});
