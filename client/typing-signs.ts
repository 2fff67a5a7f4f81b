import { limits } from '../shared/protocol/limits.ts';
import type { Clock } from './clock.ts';
import type { ClientFrame } from './frames.ts';

type Deps = { readonly clock: Clock; readonly transmit: (frame: ClientFrame) => boolean };

/** Says of rooms that the user is typing: as often as it is taken, and once that it is over. */
export class TypingSigns {
  readonly #deps: Deps;
  /** When it was said last, by room, and whether it still stands. */
  readonly #said = new Map<string, { readonly at: number; readonly on: boolean }>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  set(room: string, on: boolean): void {
    const now = this.#deps.clock.now();
    const said = this.#said.get(room);
    const isSoon = said !== undefined && now - said.at < limits.typingSeconds * 1_000;
    if (on ? isSoon : !said?.on) return;
    if (this.#deps.transmit({ action: 'typing', room, on })) {
      this.#said.set(room, { at: on || !isSoon ? now : said.at, on });
    }
  }
}
