import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Person, RoomEvent } from '../shared/protocol/events.ts';
import { message } from '../test/client/a-client.ts';
import { ann, ben, cid, history, numbered, toldAt } from '../test/client/fake-history.ts';
import { currentMessages } from './current-messages.ts';
import {
  applyBatch,
  applySynced,
  cursorOf,
  prependHistory,
  type RoomLog,
  startLog,
  trimLog,
} from './room-log.ts';

const one = (events: readonly RoomEvent[], seq = 1) => currentMessages(events).get(seq);
const epoch = 'e1';
const move = fc.record({
  kind: fc.constantFrom('push', 'sync', 'older', 'older', 'trim', 'grow'),
  size: fc.integer({ min: 1, max: 12 }),
});

/** Somebody who follows a room from somewhere on, and pages in what came before. */
class Reader {
  readonly all: readonly RoomEvent[];
  /** How many events the server has. */
  head: number;
  log: RoomLog;

  constructor(all: readonly RoomEvent[], start: number) {
    this.all = all;
    this.head = Math.min(start, all.length);
    this.log = startLog(epoch, this.head);
  }

  serve(from: number, to: number) {
    return { epoch, events: toldAt(this.all, this.head).slice(Math.max(0, from), to) };
  }

  move(kind: string, size: number): void {
    const cursor = cursorOf(this.log);
    const next = this.serve(cursor, cursor + size);
    const moves: Readonly<Record<string, () => RoomLog>> = {
      push: () => applyBatch(this.log, next).log,
      sync: () => applySynced(this.log, { ...next, head: this.head, more: true }).log,
      older: () => prependHistory(this.log, this.serve(this.log.base - size, this.log.base)),
      trim: () => trimLog(this.log, size),
    };
    this.log = moves[kind]?.() ?? this.log;
    if (kind === 'grow') this.head = Math.min(this.all.length, this.head + size);
  }
}

describe('messages as they read now', () => {
  it('have the body of the newest edit', () => {
    const edits = [2, 3].map((seq) => ({
      ...numbered(seq),
      kind: 'edit' as const,
      target: 1,
      body: `${seq}`,
    }));

    expect(one([message(1)])).toMatchObject({ body: 'text 1', edited: false });
    expect(one([message(1), ...edits])).toMatchObject({ body: '3', edited: true });
    expect(one(edits)).toBeUndefined();
  });

  it('have each emoji once a person, in the order in which they came, until it is taken back', () => {
    const put = (seq: number, who: Person, emoji: string, on = true): RoomEvent => ({
      ...numbered(seq, who),
      kind: 'reaction',
      target: 1,
      emoji,
      on,
    });
    const events = [
      message(1),
      put(2, ann, '👍'),
      put(3, ben, '🎉'),
      put(4, ben, '👍'),
      put(5, ann, '👍'),
      put(6, cid, '👀', false),
    ];
    const names = (all: readonly RoomEvent[]) =>
      one(all)?.reactions.map(({ emoji, people: of }) => [emoji, of.map(({ username }) => username)]);

    expect(names(events)).toEqual([
      ['👍', ['ann', 'ben']],
      ['🎉', ['ben']],
    ]);
    expect(names([...events, put(7, ben, '🎉', false), put(8, ann, '👍', false)])).toEqual([['👍', ['ben']]]);
  });

  it('have nothing left once they are deleted, by whichever event that is told first', () => {
    const reaction = { ...numbered(2), kind: 'reaction' as const, target: 1, emoji: '👍', on: true };
    const edit = { ...numbered(3), kind: 'edit' as const, target: 1, body: 'two' };
    const gone = { body: '', deleted: true, edited: false, reactions: [] };

    expect(one([message(1), reaction, edit, { ...numbered(4), kind: 'deletion', target: 1 }])).toMatchObject(
      gone,
    );
    expect(one([message(1), reaction, { ...edit, body: '', deleted: true }])).toMatchObject(gone);
    expect(one([{ ...message(1), body: '', deleted: true }, reaction, edit])).toMatchObject(gone);
  });

  it('are the same however the log was paged in, and when', () => {
    fc.assert(
      fc.property(history, fc.nat(60), fc.array(move, { maxLength: 40 }), (all, start, moves) => {
        const reader = new Reader(all, start);
        const truth = [...currentMessages(all)];

        for (const { kind, size } of moves) reader.move(kind, size);
        reader.move('grow', all.length);
        reader.move('push', all.length);
        const { base } = reader.log;
        const seen = [...currentMessages(reader.log.events)];
        reader.move('older', all.length);

        expect(seen).toEqual(truth.filter(([seq]) => seq > base));
        expect([...currentMessages(reader.log.events)]).toEqual(truth);
      }),
      { numRuns: 300 },
    );
  });
});
