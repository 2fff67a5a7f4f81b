import type { Breach, Check } from '../history.ts';
import { by } from './by.ts';
import { deedsOf, keyOf, keyOfStored } from './stored-deeds.ts';

/** I6: what one client wrote one after another to a room has rising seqs. */
export const inTurn: Check = (history) => {
  const seqs = new Map(deedsOf(history).map((deed) => [keyOfStored(deed), deed.event.seq]));
  const queues = by(history.written, ({ client, room }) => `${client} in ${room}`);
  return [...queues].flatMap(([who, queue]) => {
    let before = 0;
    const breaches: Breach[] = [];
    for (const written of queue) {
      const seq = seqs.get(keyOf(written));
      if (seq === undefined) continue;
      if (seq < before)
        breaches.push({
          promise: 'I6',
          is: 'out of order',
          text: `${who}: ${written.id} is ${seq}, the one before it ${before}`,
        });
      before = seq;
    }
    return breaches;
  });
};
