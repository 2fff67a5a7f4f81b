import type { Breach, Check, Told } from '../history.ts';
import { type Stay, staysOf } from './stays.ts';

/**
 * I7: whatever a user is sent of a room tells of nothing after the event that ended their stay, and of nothing at all where
 * they never stayed. A stay that had begun by then counts: who is added once more may read what they missed.
 */
export const noLeak: Check = ({ told, events }) => {
  const stays = staysOf(events);
  return told
    .filter((one) => !maySee(one, stays(one)))
    .map(
      ({ user, room, highest, by: way }): Breach => ({
        promise: 'I7',
        is: 'leaked',
        text: `${user} was told of ${highest} in ${room} by ${way}, and was not in it`,
      }),
    );
};

/** Times of the database and of this process are cut off to whole milliseconds. */
const blur = 2;

function maySee({ at, highest }: Told, stays: readonly Stay[]): boolean {
  const latest = stays.findLast(({ since }) => since <= at + blur);
  return latest !== undefined && highest <= latest.end;
}
