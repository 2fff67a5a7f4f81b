import type { UserId } from '../protocol/ids.ts';
import type { Departure } from '../redis/departures.ts';
import { inParallel } from './in-parallel.ts';
import type { PresenceChange } from './tell-presence.ts';

export type SweepDeparturesDeps = {
  readonly takeDepartures: (of: {
    readonly seconds: number;
    readonly most: number;
  }) => Promise<readonly Departure[]>;
  /** False when the user has a connection after all. */
  readonly noteAway: (user: UserId) => Promise<boolean>;
  /** Best effort: never throws. */
  readonly tell: (change: PresenceChange) => Promise<void>;
};

/** A client that lost its connection tries again within 12 s, and once more within 24. */
const graceSeconds = 30;
const usersAtOnce = 100;
/** What one sweeper gets through in its minute, at 30 to 40 ms a user. The others are still online for another minute. */
const usersPerSweep = 4_000;
/** Each has its own posts side by side. */
const parallelUsers = 4;

/**
 * Tells others of users who have been gone for half a minute and have not come back, some at a time until all were told or the
 * time is up. One that is lost here is not told at all; the list of a room's members has it right.
 *
 * @returns of how many users it was told.
 * @throws ChatError `unavailable` when Redis can't be asked.
 */
export async function sweepDepartures(
  deps: SweepDeparturesDeps,
  { isTimeUp }: { readonly isTimeUp: () => boolean },
): Promise<number> {
  const tellGone = async ({ user, second }: Departure) => {
    const isGone = await deps.noteAway(user);
    // The last moment of that second: who came in it had come before.
    if (isGone) await deps.tell({ user, online: false, at: new Date(second * 1_000 + 999).toISOString() });
    return isGone;
  };
  let told = 0;
  for (let taken = 0; taken < usersPerSweep && !isTimeUp(); taken += usersAtOnce) {
    const gone = await deps.takeDepartures({ seconds: graceSeconds, most: usersAtOnce });
    const outcomes = await inParallel(gone, parallelUsers, tellGone);
    told += outcomes.filter((one) => one.status === 'fulfilled' && one.value).length;
    if (gone.length < usersAtOnce) break;
  }
  return told;
}
