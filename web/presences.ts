import type { Presence } from '../shared/protocol/server-frames.ts';

type Told = Pick<Presence, 'user' | 'online' | 'at'>;

/** Who has come and gone since a list of people was asked for. */
export class Presences {
  readonly #told = new Map<string, Told>();

  /** Takes what is told of somebody. False when it is older than what was told before: one may overtake another. */
  take({ user, online, at }: Told): boolean {
    if (at < (this.#told.get(user.id)?.at ?? '')) return false;
    this.#told.set(user.id, { user, online, at });
    return true;
  }

  /** Whether somebody is online, who was so, or not, when the list was asked for. */
  isOnline({ user, online }: Pick<Told, 'user' | 'online'>): boolean {
    return this.#told.get(user.id)?.online ?? online;
  }

  /** The list is asked for anew. */
  clear(): void {
    this.#told.clear();
  }
}
