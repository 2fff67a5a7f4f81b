import { describe, expect, it } from 'vitest';
import type { Answer, History, Written } from '../history.ts';
import { joined, left, message, room, sent, soundHistory, start, stored } from '../sound-history.ts';
import { findBreaches } from './all-checks.ts';

const sound = soundHistory();
const found = (change: Partial<History>) =>
  [...new Set(findBreaches(soundHistory(change)).map(({ promise, is }) => `${promise} ${is}`))].sort();

/** A copy of a list with one item changed. */
const at = <Item>(list: readonly Item[], index: number, change: Partial<Item>): readonly Item[] =>
  list.map((item, place) => (place === index ? { ...item, ...change } : item));
const without = <Item>(list: readonly Item[], index: number) => list.filter((_, place) => place !== index);

/** Ben is removed by event 6, and a message follows. */
const removal = {
  events: [...sound.events, stored(left(6, 'ben')), stored(message(7))],
  rooms: [{ id: room, epoch: 'first', head: 7, members: ['ann'] }],
  clients: new Map([['ann/1', 'ann']]),
  kept: [{ client: 'ann/1', user: 'ann', room, epoch: 'first', cursor: 7 }],
  posted: sound.posted.map((post) => ({ ...post, seqs: [1, 2, 3, 4, 5, 6, 7] })),
};
const toldBen = (highest: number, seconds: number) => ({
  told: [{ user: 'ben', room, at: start + seconds * 1_000, highest, by: 'events' as const }],
});

/** Messages of Ann's with so many milliseconds between them; the seqs begin at 3. */
function paced(count: number, everyMs: number) {
  const messages = Array.from({ length: count }, (_, n) => sent(3 + n, start + 3_000 + n * everyMs));
  const events = [...sound.events.slice(0, 2), ...messages.map(({ event }) => event)];
  const head = 2 + count;
  return {
    events,
    tries: messages.map(({ tried }) => tried),
    answers: messages.map(({ answer }) => answer),
    written: messages.map(({ written }) => written),
    fates: new Map(messages.map(({ fate }) => fate)),
    applied: sound.applied.map((step) => ({ ...step, events: events.map(({ event }) => event) })),
    posted: sound.posted.map((post) => ({ ...post, seqs: events.map(({ event }) => event.seq) })),
    rooms: [{ id: room, epoch: 'first', head, members: ['ann', 'ben'] }],
    kept: sound.kept.map((kept) => ({ ...kept, cursor: head })),
  };
}
const refused = (id: string, ms: number): Answer => ({
  user: 'ann',
  socket: 1,
  id,
  at: start + ms,
  outcome: { kind: 'refused', code: 'rate_limited', retryAfterMs: 500 },
});
const tried = (id: string, ms: number) => ({
  of: 'messages' as const,
  ...{ user: 'ann', socket: 1, room, id, at: start + ms },
});

describe('the checks of the contract', () => {
  it('find nothing in a sound history', () => {
    expect(findBreaches(sound)).toEqual([]);
    expect(found(removal)).toEqual([]);
    expect(found({ ...removal, ...toldBen(6, 9) })).toEqual([]);
    expect(found(paced(5, 10))).toEqual([]);
    expect(found(paced(12, 2_010))).toEqual([]);
  });

  it('I1: find an ack of what is not stored, is stored under another seq, or with another body', () => {
    const { events, written } = sound;
    expect(found({ events: at(events, 4, { event: message(5, { id: 'else' }) }) })).toContain('I1 lost');
    expect(found({ events: at(events, 4, { event: message(5, { sender: 'ben', id: 'm5' }) }) })).toContain(
      'I1 lost',
    );
    const swapped = [
      ...events.slice(0, 3),
      stored(message(4, { id: 'm5' })),
      stored(message(5, { id: 'm4' })),
    ];
    expect(found({ events: swapped })).toContain('I1 lost');
    expect(
      found({ written: at<Written>(written, 0, { action: 'sendMessage', body: 'what was meant' }) }),
    ).toContain('I1 altered');
  });

  it('I2: find what is stored twice, sent and not stored, refused and stored, or has no end', () => {
    const { events, answers } = sound;
    expect(found({ events: at(events, 4, { event: message(5, { id: 'm4' }) }) })).toContain('I2 doubled');
    expect(found({ events: at(events, 4, { event: message(5, { id: 'else' }) }) })).toContain('I2 lost');
    expect(found({ fates: new Map([...sound.fates, ['m5', { kind: 'pending' }]]) })).toEqual(['I2 late']);
    const fates = new Map([...sound.fates, ['m5', { kind: 'failed', code: 'not_found' } as const]]);
    const notFound = { kind: 'refused', code: 'not_found', retryAfterMs: undefined } as const;
    expect(found({ fates, answers: at(answers, 2, { outcome: notFound }) })).toEqual(['I2 untrue']);
    expect(found({ fates, answers: without(answers, 2) })).toEqual([]);
  });

  it('I3: find a hole, at the end or in a snapshot, and a reader that sees less than before', () => {
    const { events, snapshots, rooms } = sound;
    expect(found({ events: without(events, 3) })).toContain('I3 out of order');
    expect(found({ rooms: at(rooms, 0, { head: 6 }) })).toContain('I3 out of order');
    expect(found({ snapshots: at(snapshots, 0, { count: 2 }) })).toEqual(['I3 out of order']);
    expect(found({ snapshots: at(snapshots, 0, { head: 4 }) })).toEqual(['I3 out of order']);
    expect(found({ snapshots: snapshots.toReversed() })).toEqual(['I3 out of order']);
  });

  it('I4: find what a client applied twice, out of order, after a gap, or otherwise than stored', () => {
    const [ann, ben] = sound.applied;
    if (!ann || !ben) throw new Error('cannot test: the sound history has no clients');
    const { events } = ben;
    const as = (seqs: readonly number[]) => ({
      applied: [ann, { ...ben, events: seqs.flatMap((seq) => events[seq - 1] ?? []) }],
    });
    expect(found(as([1, 2, 2, 3, 4, 5]))).toEqual(['I4 doubled']);
    expect(found(as([1, 2, 4, 5]))).toEqual(['I4 lost']);
    expect(found(as([3, 4, 2, 5]))).toContain('I4 out of order');
    expect(found(as([3, 4, 5]))).toEqual([]);
    expect(found({ applied: [ann, { ...ben, events: at(events, 2, { at: 'noon' }) }] })).toEqual([
      'I4 altered',
    ]);
    const restarted = { ...ben, events: events.slice(3), restarted: true };
    expect(found({ applied: [ann, { ...ben, events: events.slice(0, 2) }, restarted] })).toEqual([]);
    const untold = { ...restarted, restarted: false };
    expect(found({ applied: [ann, { ...ben, events: events.slice(0, 2) }, untold] })).toEqual(['I4 lost']);
  });

  it('I5: find a client behind the head, without its room, or with one that is not its own', () => {
    const { kept, rooms } = sound;
    expect(found({ kept: at(kept, 1, { cursor: 4 }) })).toEqual(['I5 late']);
    expect(found({ kept: without(kept, 1) })).toEqual(['I5 late']);
    expect(found({ rooms: at(rooms, 0, { members: ['ann'] }) })).toEqual(['I5 late']);
  });

  it('I6: find messages of one client that changed places', () => {
    expect(found({ written: sound.written.toReversed() })).toEqual(['I6 out of order']);
  });

  it('I7: find what a removed member and a stranger were told', () => {
    expect(found({ ...removal, ...toldBen(7, 9) })).toEqual(['I7 leaked']);
    expect(found({ ...removal, ...toldBen(3, 1.9) })).toEqual(['I7 leaked']);
    expect(found({ told: [{ user: 'eve', room, at: start + 9_000, highest: 0, by: 'roomAdded' }] })).toEqual([
      'I7 leaked',
    ]);
    const again = { ...removal, events: [...removal.events, stored(joined(8, 'ben'))] };
    const rooms = at(removal.rooms, 0, { head: 8 });
    expect(found({ ...again, rooms, ...toldBen(7, 8.5) })).not.toContain('I7 leaked');
    expect(found({ ...again, rooms, ...toldBen(7, 7.5) })).toContain('I7 leaked');
  });

  it('I8: find six messages within ten seconds, but for those that a disturbance of Redis let through', () => {
    expect(found(paced(6, 1_900))).toEqual(['I8 unfair']);
    const while_ = (kind: string) => ({ kind, from: start + 4_000, until: start + 5_000 });
    expect(found({ ...paced(6, 1_900), disturbances: [while_('redis flush')] })).toEqual([]);
    expect(found({ ...paced(6, 1_900), disturbances: [while_('postgres cut')] })).toEqual(['I8 unfair']);
    expect(found({ ...paced(20, 100), disturbances: [while_('redis flush')] })).toEqual(['I8 unfair']);
  });

  it('I8: find a refusal where there was room', () => {
    const five = paced(5, 100);
    const sixth = [...five.tries, tried('m8', 3_600)];
    expect(found({ ...five, tries: sixth, answers: [...five.answers, refused('m8', 3_650)] })).toEqual([]);
    const late = [...five.tries, tried('m8', 13_500)];
    expect(found({ ...five, tries: late, answers: [...five.answers, refused('m8', 13_550)] })).toEqual([
      'I8 unfair',
    ]);
    const onlyTried = [3, 4, 5, 6, 7].map((n) => [tried(`x${n}`, n), refused(`x${n}`, n + 1)] as const);
    const four = paced(4, 100);
    const tries = [...four.tries, ...onlyTried.map(([one]) => one), tried('m8', 3_600)];
    const answers = [...four.answers, ...onlyTried.map(([, one]) => one), refused('m8', 3_650)];
    expect(found({ ...four, tries, answers })).toEqual(['I8 unfair']);
  });

  it('I8: leave a refusal alone where the connection sent many frames of other kinds', () => {
    const one = paced(1, 100);
    const refusal = {
      tries: [...one.tries, tried('m8', 3_600)],
      answers: [...one.answers, refused('m8', 3_650)],
    };
    const flood = Array.from({ length: 20 }, (_, n) => ({ socket: 1, at: start + 3_000 + n * 20 }));
    expect(found({ ...one, ...refusal })).toEqual(['I8 unfair']);
    expect(found({ ...one, ...refusal, sent: flood })).toEqual([]);
  });

  it('I8: leave a refusal alone where a try without an answer may have had the place', () => {
    const five = paced(5, 100);
    const tries = [...five.tries, tried('m9', 3_600), tried('m9', 13_060), tried('m8', 13_070)];
    const answers = [...five.answers, refused('m9', 3_650), refused('m8', 13_090)];
    expect(found({ ...five, tries, answers })).toEqual([]);
    expect(found({ ...five, tries, answers: [...answers, refused('m9', 13_080)] })).toEqual(['I8 unfair']);
  });

  it('I8: judge a refusal by the earliest try that it may be the answer to', () => {
    const five = paced(5, 100);
    const tries = [...five.tries, tried('m8', 12_900), tried('m8', 13_500)];
    const answers = [...five.answers, refused('m8', 13_550), refused('m8', 13_600)];
    expect(found({ ...five, tries, answers })).toEqual([]);
    const oneByOne = [...five.answers, refused('m8', 12_950), refused('m8', 13_550)];
    expect(found({ ...five, tries, answers: oneByOne })).toEqual(['I8 unfair']);
  });

  it('I8: leave a refusal alone where Redis learns of a message after its ack, since it was away before', () => {
    const five = paced(5, 100);
    const away = { kind: 'redis hang', from: start + 2_500, until: start + 3_020 };
    const again = five.answers.map((answer) => ({ ...answer, at: start + 3_900 }));
    const retried = (ms: number, disturbances = [away]) => ({
      ...{ ...five, disturbances },
      tries: [...five.tries, ...five.tries.map((one) => ({ ...one, at: one.at + 40 })), tried('m8', ms - 50)],
      answers: [...five.answers, ...again, refused('m8', ms)],
    });
    expect(found(retried(13_850))).toEqual([]);
    expect(found(retried(13_850, []))).toEqual(['I8 unfair']);
    expect(found(retried(13_970))).toEqual(['I8 unfair']);
    const once = { tries: [...five.tries, tried('m8', 13_500)], disturbances: [away] };
    expect(found({ ...five, ...once, answers: [...five.answers, refused('m8', 13_510)] })).toEqual([]);
    expect(found({ ...five, ...once, answers: [...five.answers, refused('m8', 13_530)] })).toEqual([
      'I8 unfair',
    ]);
  });

  it('stream: find an open connection that is not registered in a room of its user', () => {
    const { registered } = sound;
    const unknown = at(registered, 1, { connections: new Set(['c-ann']) });
    expect(found({ registered: unknown })).toEqual(['stream late']);
    expect(found({ unregistered: [{ room, connection: 'c-ann' }] })).toEqual(['stream late']);
    const disturbances = [{ kind: 'redis flush', from: start + 8_000, until: start + 8_500 }];
    expect(found({ registered: unknown, disturbances })).toEqual([]);
    const metBy = (connection: string) => disturbances.map((one) => ({ ...one, connection }));
    expect(found({ registered: unknown, disturbances: metBy('c-ben') })).toEqual([]);
    expect(found({ registered: unknown, disturbances: metBy('c-ann') })).toEqual(['stream late']);
    const openings = at(sound.openings, 1, { closedAt: start + 12_000 });
    expect(found({ registered: unknown, openings })).toEqual([]);
  });

  it('delivery: find what was never delivered, or noted as delivered and not posted to one who was there', () => {
    const { events, posted } = sound;
    const gone = (ms: number) => ({ connection: 'c-ben', room, seqs: [3], at: start + ms, status: 410 });
    expect(found({ events: at(events, 4, { deliveredAt: undefined }) })).toEqual(['delivery lost']);
    expect(found({ posted: at(posted, 1, { seqs: [1, 2, 3, 5] }) })).toEqual(['delivery untrue']);
    expect(found({ posted: at(posted, 1, { status: 429 }) })).toEqual(['delivery untrue']);
    expect(found({ posted: [...at(posted, 1, { seqs: [1, 2, 3, 5] }), gone(4_050)] })).toEqual([]);
    expect(found({ posted: [...at(posted, 1, { seqs: [1, 2, 3, 5] }), gone(4_200)] })).toEqual([
      'delivery untrue',
    ]);
    expect(found({ posted: at(posted, 1, { status: 410 }) })).toEqual([]);
  });
});
