import type { UserId } from '../protocol/ids.ts';
import type { Opening } from '../redis/connections.ts';
import type { PresenceChange } from './tell-presence.ts';

export type Arrival = { readonly user: UserId; readonly opening: Extract<Opening, 'first' | 'back'> };

export type ArriveDeps = {
  /** False when the user is not among those of whom nobody was told yet that they have gone. */
  readonly cancelDeparture: (user: UserId) => Promise<boolean>;
  /** Has it told by somebody else. */
  readonly tellLater: (change: PresenceChange) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/**
 * Has others told that a user has come: that the first connection is open. Of whom nobody was told that they had gone, nobody is
 * told that they are back.
 *
 * @throws ChatError `unavailable`, or Error when nobody could be called to tell it.
 */
export async function arrive(deps: ArriveDeps, { user, opening }: Arrival): Promise<void> {
  if (opening === 'first' && (await deps.cancelDeparture(user))) return;
  await deps.tellLater({ user, online: true, at: new Date(deps.now()).toISOString() });
}
