import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messages } from '../test/client/a-client.ts';
import {
  type Applied,
  applyBatch,
  applySynced,
  cursorOf,
  prependHistory,
  type RoomLog,
  startLog,
  trimLog,
} from './room-log.ts';

const epoch = 'e1';
const seqs = (log: RoomLog) => log.events.map(({ seq }) => seq);
const batch = (from: number, to: number) => ({ epoch, events: messages(from, to) });

const head = 60;

/** What the server of a room with 60 events answers to a sync: the next page, or the newest when too far behind. */
const answerSync = (cursor: number, page: number) => {
  const from = head - cursor > page * 2 ? head - page + 1 : cursor + 1;
  const to = Math.min(head, from + page - 1);
  return { epoch, head, events: messages(from, to), more: to < head };
};

const seq = fc.integer({ min: 1, max: head });
const length = fc.integer({ min: 1, max: 20 });
/** A push of events from anywhere: late, repeated, ahead. */
const pushed = fc.tuple(seq, length).map(
  ([from, n]) =>
    (log: RoomLog) =>
      applyBatch(log, batch(from, Math.min(head, from + n - 1))),
);
/** An answer to a sync that was asked now or long ago. */
const answered = fc.tuple(seq, length).map(
  ([asked, page]) =>
    (log: RoomLog) =>
      applySynced(log, answerSync(Math.min(cursorOf(log), asked), page)),
);

/** Somebody who is told only what was added, and checks it at every step. */
class Follower {
  log = startLog();
  #told: readonly number[] = [];

  take({ log, added, restarted }: Applied): void {
    this.log = log;
    this.#told = [...(restarted ? [] : this.#told), ...added.map(({ seq }) => seq)];
    expect(this.#told).toEqual(seqs(log));
    expect(this.#told).toEqual(messages(log.base + 1, cursorOf(log)).map(({ seq }) => seq));
  }
}

describe('a room log', () => {
  it('applies what is next, drops repeats and parks what is ahead', () => {
    const first = applyBatch(startLog(epoch), batch(1, 3));
    const again = applyBatch(first.log, batch(2, 3));
    const ahead = applyBatch(again.log, batch(6, 7));
    const filled = applyBatch(ahead.log, batch(4, 5));

    expect(again.added).toEqual([]);
    expect(ahead.added).toEqual([]);
    expect(ahead.log.parked).toHaveLength(2);
    expect(filled.added.map(({ seq }) => seq)).toEqual([4, 5, 6, 7]);
    expect(filled.log.parked).toEqual([]);
  });

  it('starts anew with the answer to a sync that does not continue it', () => {
    const log = applyBatch(startLog(epoch), batch(1, 3)).log;
    const parked = applyBatch(log, batch(500, 501)).log;

    const synced = applySynced(parked, { epoch, head: 501, events: messages(400, 499), more: true });

    expect(synced).toMatchObject({ restarted: true, log: { base: 399, parked: [] } });
    expect(cursorOf(synced.log)).toBe(501);
  });

  it('drops everything when the epoch is another', () => {
    const log = applyBatch(startLog(epoch), batch(1, 3)).log;

    const pushed = applyBatch(log, { epoch: 'e2', events: messages(3, 3) });
    const synced = applySynced(pushed.log, { epoch: 'e2', head: 3, events: messages(1, 2), more: true });

    expect(pushed).toMatchObject({ restarted: true, added: [], log: { base: 0, events: [] } });
    expect(seqs(synced.log)).toEqual([1, 2, 3]);
  });

  it('takes an empty answer of another epoch as a log at its head', () => {
    const synced = applySynced(startLog(epoch, 9), { epoch: 'e2', head: 4, events: [], more: false });

    expect(synced).toMatchObject({ restarted: true, log: { epoch: 'e2', base: 4, events: [] } });
  });

  it('has nothing yet after an answer of another epoch that was full before it came to the room', () => {
    const synced = applySynced(startLog(epoch, 9), { epoch: 'e2', head: 4, events: [], more: true });

    expect(synced).toMatchObject({ restarted: true, log: { epoch: 'e2', base: 0, events: [] } });
  });

  it('takes history before it, and no page that leaves a hole', () => {
    const log = applyBatch(startLog(epoch, 10), batch(11, 12)).log;

    expect(seqs(prependHistory(log, batch(6, 10)))).toEqual([6, 7, 8, 9, 10, 11, 12]);
    expect(seqs(prependHistory(log, batch(9, 11)))).toEqual([9, 10, 11, 12]);
    expect(prependHistory(log, batch(5, 9))).toBe(log);
    expect(prependHistory(log, { ...batch(6, 10), epoch: 'e2' })).toBe(log);
  });

  it('forgets the oldest when trimmed, and takes them back as history', () => {
    const log = applyBatch(startLog(epoch), batch(1, 9)).log;

    const trimmed = trimLog(log, 2);

    expect(seqs(trimmed)).toEqual([8, 9]);
    expect(cursorOf(trimmed)).toBe(9);
    expect(seqs(prependHistory(trimmed, batch(1, 7)))).toEqual(seqs(log));
  });

  it('is a contiguous run in order without repeats after any pushes, repeats, losses and syncs (I4)', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(pushed, pushed, answered), { maxLength: 80 }), (steps) => {
        const follower = new Follower();

        for (const step of steps) follower.take(step(follower.log));
        for (let tries = 0; tries < head; tries += 1) {
          follower.take(applySynced(follower.log, answerSync(cursorOf(follower.log), 10)));
        }

        expect(cursorOf(follower.log)).toBe(head);
        expect(follower.log.parked).toEqual([]);
      }),
    );
  });

  it('comes to the events of the last epoch, whatever was pushed of others', () => {
    const step = fc.record({ epoch: fc.constantFrom('e1', 'e2'), from: fc.integer({ min: 1, max: 9 }) });

    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let log = startLog('e1');

        for (const { epoch: of, from } of steps)
          log = applyBatch(log, { epoch: of, events: messages(from, from + 1) }).log;
        log = applySynced(log, { epoch: 'e3', head: 12, events: messages(1, 12), more: false }).log;

        expect(log).toMatchObject({ epoch: 'e3', base: 0, parked: [] });
        expect(seqs(log)).toEqual(messages(1, 12).map(({ seq }) => seq));
      }),
    );
  });
});
