import { expect, it } from 'vitest';
import type { RoomId } from '../protocol/ids.ts';
import { sweepUndelivered } from './sweep-undelivered.ts';

const batchOf = (room: string, seqs: readonly number[]) => ({
  room: room as RoomId,
  epoch: 'first',
  events: seqs.map((seq) => ({ seq, kind: 'message', id: `m${seq}` }) as never),
});

it('counts what could not be announced, and announces the rest all the same', async () => {
  const announced: string[] = [];
  const swept = await sweepUndelivered(
    {
      readUndelivered: async () => ({
        batches: [batchOf('broken', [1, 2]), batchOf('well', [1, 2, 3]), batchOf('posted', [4])],
        next: undefined,
      }),
      findPosted: async ({ room }) => new Set(room === 'posted' ? [4] : []),
      markDelivered: async () => {},
      announce: async ({ room }) => {
        if (room === 'broken') throw new Error('Redis takes no more');
        announced.push(room);
      },
    },
    { isTimeUp: () => false },
  );

  expect(swept).toEqual({ noted: 1, announced: 3, failed: 2 });
  expect(announced).toEqual(['well']);
});
