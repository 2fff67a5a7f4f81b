import type { Breach, Check, Snapshot } from '../history.ts';
import { by } from './by.ts';

/** I3: a room's seqs are 1 to head with no hole, at the end and in every snapshot that a reader took meanwhile. */
export const ordered: Check = ({ rooms, events, snapshots }) => {
  const stored = by(events, ({ room }) => room);
  const atTheEnd = rooms.flatMap(({ id, head }): readonly Breach[] => {
    const seqs = (stored.get(id) ?? []).map(({ event }) => event.seq);
    const hole = seqs.findIndex((seq, index) => seq !== index + 1);
    if (hole === -1 && seqs.length === head) return [];
    return [
      {
        promise: 'I3',
        is: 'out of order',
        text: `${id}: ${seqs.length} events, head ${head}, hole at ${hole + 1}`,
      },
    ];
  });
  const readers = by(snapshots, ({ reader, room }) => `${reader} of ${room}`);
  return [...atTheEnd, ...[...readers].flatMap(([who, taken]) => judge(who, taken))];
};

function judge(who: string, snapshots: readonly Snapshot[]): readonly Breach[] {
  let before = 0;
  const breaches: Breach[] = [];
  for (const { count, highest, head } of snapshots) {
    if (count !== highest || head !== highest)
      breaches.push(seen(who, `${count} events up to ${highest}, head ${head}`));
    else if (highest < before) breaches.push(seen(who, `${highest} after ${before}`));
    before = Math.max(before, highest);
  }
  return breaches;
}

const seen = (who: string, what: string): Breach => ({
  promise: 'I3',
  is: 'out of order',
  text: `${who} saw ${what}`,
});
