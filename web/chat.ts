import type { Change } from '../client/client-options.ts';
import { type Clock, systemClock } from '../client/clock.ts';
import type { ParleyHttp } from '../client/http.ts';
import { HttpError } from '../client/http-error.ts';
import type { ClientState } from '../client/link.ts';
import { ParleyClient } from '../client/parley-client.ts';
import { type OpenSocket, openWebSocket } from '../client/socket.ts';
import type { Room } from '../shared/protocol/http-bodies.ts';
import { pauseAfter, Refreshes } from './refreshes.ts';
import { mayChangeRole, type RoomCard } from './room-card.ts';
import { RoomCards } from './room-cards.ts';
import { type Store, type StoredSession, storedMarks, storedOutbox } from './stored.ts';
import { TypingPeople } from './typing-people.ts';

type Options = {
  readonly session: StoredSession;
  readonly http: ParleyHttp;
  readonly store: Store;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly open?: OpenSocket;
  /** Something that views show has changed. */
  readonly changed: () => void;
  /** The session is over, and why. */
  readonly ended: (why: string) => void;
};

/** How many events a room keeps that nobody reads. */
const keptEvents = 100;

/** What a logged-in page knows: the rooms, which one is open, and the live client behind them. */
export class Chat {
  readonly me: StoredSession['user'];
  readonly http: ParleyHttp;
  readonly client: ParleyClient;
  readonly typing: TypingPeople;
  /** The room on show. */
  open: string | undefined;
  /** True once the rooms were loaded. */
  isLoaded = false;
  readonly #options: Options;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #cards: RoomCards;
  #loading: ClientState = { kind: 'connecting' };
  #cancelWait = () => {};
  readonly #refreshes: Refreshes;
  #isOver = false;

  constructor(options: Options) {
    const { session, store, clock = systemClock, random = Math.random, open = openWebSocket } = options;
    this.#options = options;
    this.#clock = clock;
    this.me = session.user;
    this.http = options.http.withToken(session.token);
    this.#cards = new RoomCards(this.me.id, storedMarks(store, this.me.id));
    this.#random = random;
    this.#refreshes = new Refreshes({ clock, random, load: (room) => this.#refresh(room) });
    this.typing = new TypingPeople(clock, options.changed);
    const storage = storedOutbox(store, this.me.id);
    this.client = new ParleyClient({ http: this.http, clock, random, open, storage });
    this.client.subscribe((change) => this.#take(change));
  }

  /** Where the connection stands; while the rooms are still loading, where that stands. */
  get state(): ClientState {
    return this.isLoaded ? this.client.state : this.#loading;
  }

  get cards(): readonly RoomCard[] {
    return this.#cards.all;
  }

  card(room: string): RoomCard | undefined {
    return this.#cards.get(room);
  }

  /** Loads the rooms, again and again until that succeeds, and connects. Called while waiting: tries now. */
  async start(tries = 0): Promise<void> {
    this.#cancelWait();
    if (this.isLoaded) return this.client.start();
    this.#setLoading({ kind: 'connecting' });
    try {
      for (const room of await this.http.rooms()) this.put(room);
    } catch (error) {
      return this.#loadLater(error, tries);
    }
    if (this.#isOver) return;
    this.isLoaded = true;
    this.client.start();
  }

  /** Ends the connection; nothing is told any more. */
  stop(): void {
    this.#isOver = true;
    this.#cancelWait();
    this.#refreshes.stop();
    this.typing.stop();
    this.client.stop();
  }

  /** Takes a room as the HTTP API told it. */
  put(room: Room): void {
    this.#cards.put(room, this.client.log(room.id)?.events ?? []);
    this.client.follow(room.id, { epoch: room.epoch, seq: room.head });
    this.#options.changed();
  }

  /** The room was left or deleted. */
  drop(room: string): void {
    this.#cards.drop(room);
    this.client.forget(room);
    this.#options.changed();
  }

  /** Shows a room, or none; the one that was shown keeps only its newest events in memory. */
  show(room: string | undefined): void {
    if (this.open !== undefined && this.open !== room) this.client.trim(this.open, keptEvents);
    this.open = room;
    this.#options.changed();
  }

  /** Somebody has seen all of a room. */
  markRead(room: string): void {
    this.client.markRead(room);
    if (this.#cards.markRead(room)) this.#options.changed();
  }

  /** Ends the page's session when that is what an error says. Answers the error. */
  failed(error: unknown): unknown {
    if (error instanceof HttpError && error.code === 'unauthenticated') this.#end('unauthenticated');
    return error;
  }

  /** Loads one room anew; one that is not there any more is dropped. */
  async #refresh(room: string): Promise<void> {
    try {
      this.put(await this.http.room(room));
    } catch (error) {
      if (!(error instanceof HttpError) || error.code !== 'not_found') throw this.failed(error);
      this.drop(room);
    }
  }

  #loadLater(error: unknown, tries: number): void {
    this.failed(error);
    if (this.#isOver) return;
    const delay = pauseAfter(error, tries, this.#random);
    this.#cancelWait = this.#clock.after(delay, () => void this.start(tries + 1));
    const until = this.#clock.now() + delay;
    this.#setLoading({ kind: 'waiting', seconds: Math.ceil(delay / 1000), until });
  }

  #setLoading(state: ClientState): void {
    this.#loading = state;
    this.#options.changed();
  }

  #take(change: Change): void {
    if (this.#isOver) return;
    if (change.kind === 'state') this.#takeState(change.state);
    if (change.kind === 'events') this.#takeEvents(change);
    if (change.kind === 'read') this.#takeRead(change);
    if (change.kind === 'typing') this.typing.take(change);
    if (change.kind === 'roomAdded') this.#refreshes.need(change.room);
    if (change.kind === 'roomRemoved') this.#cards.drop(change.room);
    this.#options.changed();
  }

  #takeState(state: ClientState): void {
    if (state.kind === 'closed') this.#end(state.why);
    if (state.kind === 'live') this.#resume();
    else this.#cards.lost();
  }

  #resume(): void {
    this.#refreshes.resume();
    for (const room of this.client.rooms) if (!this.card(room)) this.#refreshes.need(room);
  }

  #takeRead({ room, user, seq }: Extract<Change, { kind: 'read' }>): void {
    if (user.id === this.me.id) this.#cards.readElsewhere(room, seq);
  }

  #takeEvents({ room, events, restarted, missed }: Extract<Change, { kind: 'events' }>): void {
    this.typing.wrote(room, events);
    if (!this.card(room)) this.#refreshes.need(room);
    else if (restarted || mayChangeRole(events)) this.#refreshes.renew(room);
    if (!missed) this.#cards.take(room, events);
    else if (this.#cards.takeMissed(room, events)) this.#refreshes.need(room);
    if (this.open !== room) this.client.trim(room, keptEvents);
  }

  #end(why: string): void {
    if (this.#isOver) return;
    this.stop();
    this.#options.ended(why);
  }
}
