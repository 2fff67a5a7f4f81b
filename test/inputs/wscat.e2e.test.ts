import { describe, expect, it } from 'vitest';
import { makeRoomOf, register } from '../setup/chat/api.ts';
import { hasBody } from '../setup/chat/party.ts';
import { expectRefusal } from '../setup/chat/refusal.ts';
import { wscat } from '../setup/chat/wscat.ts';

describe('the session of the README', () => {
  it('wscat: two members see each other, the sixth message waits, a third user is not let in, sync brings the rest', async () => {
    const [ann, ben, eve] = await Promise.all([register('ann'), register('ben'), register('eve')]);
    const room = await makeRoomOf(ann, [ben], 'README');
    const [a, b, e] = await Promise.all([wscat(ann, 'README'), wscat(ben, room), wscat(eve)]);

    // Two users in one room see each other's messages.
    a.type({ action: 'sendMessage', body: 'hello ben' });
    const ack = await a.next(({ type }) => type === 'ack');
    const told = await b.next(hasBody('hello ben'));
    b.type({ action: 'sendMessage', body: 'hello ann' });
    await a.next(hasBody('hello ann'));
    expect(told).toMatchObject({ room, events: [{ seq: ack.seq, sender: { username: ann.username } }] });

    // The sixth in ten seconds is told how long to wait.
    for (let n = 2; n <= 6; n++) a.type({ action: 'sendMessage', body: `message ${n}` });
    const sixth = await a.next(({ type }) => type === 'error');
    expectRefusal(sixth, 'rate_limited');
    expect(sixth.retryAfterMs).toBeLessThanOrEqual(10_000);

    // Somebody who is not a member is told that there is no such room, and doesn't hear of it.
    e.type({ action: 'sendMessage', room, body: 'let me in' });
    expectRefusal(await e.next(({ type }) => type === 'error'), 'not_found');
    const outside = await wscat(eve, room);
    expect(outside.errors()).toBe('error: Unexpected server response: 404\n');

    // After reconnecting, sync brings what was missed.
    await a.end();
    b.type({ action: 'sendMessage', body: 'while ann was away' });
    const missed = await b.next(({ type, seq }) => type === 'ack' && seq > ack.seq + 1);
    const again = await wscat(ann, 'README');
    again.type({ action: 'sync', cursors: { [room]: { seq: missed.seq - 1 } } });
    const synced = await again.next(({ type }) => type === 'synced');
    expect(synced.rooms[room]).toMatchObject({
      head: missed.seq,
      more: false,
      events: [{ seq: missed.seq, body: 'while ann was away' }],
    });
    await Promise.all([again, b, e].map((one) => one.end()));
  });
});
