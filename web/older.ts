import type { RoomLog } from '../client/room-log.ts';
import type { Chat } from './chat.ts';

const page = 50;
/** So many events are held at most for a place that they don't fill: edits and reactions make no lines. */
const mostUnasked = 2_000;

/** What shows the conversation. */
type Place = {
  /** True while it isn't filled: then nobody can scroll up for more. */
  readonly isShort: () => boolean;
  readonly show: () => void;
};

type Source = Pick<Chat, 'client' | 'state' | 'failed'>;

/** Loads what is older than a room's log, page by page: when asked to, and by itself while the place for it isn't filled. */
export class Older {
  readonly #chat: Source;
  readonly #room: string;
  readonly #place: Place;
  #isLoading = false;
  #wasLive = false;
  /** The epoch of the log that could not be continued. */
  #failedIn: string | undefined;

  constructor(chat: Source, room: string, place: Place) {
    this.#chat = chat;
    this.#room = room;
    this.#place = place;
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** What is before the log. `resting`: more, which has to be asked for; `unknown`: the room was not heard of yet. */
  get state(): 'unknown' | 'nothing' | 'loading' | 'resting' | 'failed' {
    const log = this.#log;
    if (log?.epoch === undefined) return 'unknown';
    if (log.base === 0) return 'nothing';
    if (log.epoch === this.#failedIn) return 'failed';
    return isLarge(log) && this.#place.isShort() ? 'resting' : 'loading';
  }

  /** To be called after every change of the chat. What failed is tried again once the connection is back. */
  async fill(): Promise<void> {
    const isLive = this.#chat.state.kind === 'live';
    if (isLive && !this.#wasLive) this.#failedIn = undefined;
    this.#wasLive = isLive;
    while (this.#isWanting() && (await this.load()));
  }

  /** Loads a page. False when that brought nothing. */
  async load(): Promise<boolean> {
    const log = this.#log;
    if (this.#isLoading || !log || log.base === 0) return false;
    this.#isLoading = true;
    try {
      await this.#loadBefore(log);
      this.#place.show();
    } finally {
      this.#isLoading = false;
    }
    return (this.#log?.base ?? 0) < log.base;
  }

  get #log(): RoomLog | undefined {
    return this.#chat.client.log(this.#room);
  }

  #isWanting(): boolean {
    const log = this.#log;
    const isPossible = log !== undefined && log.base > 0 && log.epoch !== this.#failedIn;
    return isPossible && !isLarge(log) && this.#place.isShort();
  }

  async #loadBefore({ base, epoch }: RoomLog): Promise<void> {
    this.#failedIn = undefined;
    try {
      await this.#chat.client.loadOlder(this.#room, page);
      // A page that changes nothing is of another epoch: the log will be replaced.
      if (this.#log?.base === base) this.#failedIn = epoch;
    } catch (error) {
      this.#chat.failed(error);
      this.#failedIn = epoch;
    }
  }
}

const isLarge = ({ events }: RoomLog): boolean => events.length >= mostUnasked;
