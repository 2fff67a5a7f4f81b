import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { RoomId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { framesOf } from './frames-of.ts';

const room = v.parse(RoomId, '01890a5d-ac96-774b-bcce-b302099a8057');
const entry = (seq: number, { body = 'hello', epoch = 'e' } = {}) => ({
  seq,
  epoch,
  text: JSON.stringify({ seq, body }),
});

describe('the frames of a batch', () => {
  it('is one, with the events as they are', () => {
    const frames = framesOf(room, [entry(1), entry(2, { body: 'ü "🦜"\n' })]);

    expect(frames.map((frame) => JSON.parse(frame))).toEqual([
      {
        type: 'events',
        room,
        epoch: 'e',
        events: [
          { seq: 1, body: 'hello' },
          { seq: 2, body: 'ü "🦜"\n' },
        ],
      },
    ]);
  });

  it('are more where they would be over 32 KB, none of them over, in order, nothing lost', () => {
    const entries = Array.from({ length: 30 }, (_, n) => entry(n + 1, { body: 'ü'.repeat(4_000) }));

    const frames = framesOf(room, entries);

    expect(frames.length).toBeGreaterThan(5);
    for (const frame of frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(limits.frameOutBytes);
    const seqs = frames.flatMap((frame) => JSON.parse(frame).events.map(({ seq }: { seq: number }) => seq));
    expect(seqs).toEqual(entries.map(({ seq }) => seq));
  });

  it('carry one epoch each', () => {
    const frames = framesOf(room, [entry(1), entry(2), entry(1, { epoch: 'new' })]);

    expect(frames.map((frame) => JSON.parse(frame).epoch)).toEqual(['e', 'new']);
  });

  it('are none for nothing', () => {
    expect(framesOf(room, [])).toEqual([]);
  });
});
