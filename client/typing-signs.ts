import { limits } from '../shared/protocol/limits.ts';
import type { Clock } from './clock.ts';
import type { ClientFrame } from './frames.ts';

type Deps = { readonly clock: Clock; readonly transmit: (frame: ClientFrame) => boolean };

/** Says of rooms that the user is typing: as often as it is taken, and once that it is over. */
export class TypingSigns {
  readonly #deps: Deps;
  /** When it was last said that the user is typing, by room, and whether that was taken back. */
  readonly #said = new Map<string, { readonly at: number; readonly on: boolean }>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  set(room: string, on: boolean): void {
    const now = this.#deps.clock.now();
    const said = this.#said.get(room) ?? { at: Number.NEGATIVE_INFINITY, on: false };
    const isFresh = (seconds: number) => now - said.at < seconds * 1_000;
    // What nobody shows any more need not be taken back.
    const isDue = on ? !isFresh(limits.typingSeconds) : said.on && isFresh(2 * limits.typingSeconds);
    if (isDue && this.#deps.transmit({ action: 'typing', room, on })) {
      this.#said.set(room, { at: on ? now : said.at, on });
    }
  }
}
