import type { Change, ClientOptions } from './client-options.ts';
import { type CurrentMessage, currentMessages } from './current-messages.ts';
import { Engine } from './engine.ts';
import type { ParleyHttp } from './http.ts';
import type { ClientState } from './link.ts';
import type { Deed } from './outbox.ts';
import type { Outgoing } from './outgoing.ts';
import { cursorOf, prependHistory, type RoomLog, trimLog } from './room-log.ts';
import type { Cursor } from './syncer.ts';

type InRoom<Action extends Deed['action']> = { readonly room: string } & Omit<
  Extract<Deed, { readonly action: Action }>,
  'action' | 'epoch'
>;

/**
 * A user's live view of their rooms.
 *
 * Promises: each room's log is a contiguous run of the room's events, in order, without repeats, and reaches the newest
 * within a heartbeat and a sync even if every push is lost; a message or a change is sent, in the order of writing
 * per room, until the server confirms or refuses it, and is stored at most once however often it was tried.
 */
export class ParleyClient {
  readonly #http: ParleyHttp;
  readonly #engine: Engine;
  readonly #listeners = new Set<(change: Change) => void>();
  #state: ClientState = { kind: 'closed', why: 'stopped' };

  constructor(options: ClientOptions) {
    this.#http = options.http;
    this.#engine = new Engine(options, (change) => {
      if (change.kind === 'state') this.#state = change.state;
      for (const listener of [...this.#listeners]) listener(change);
    });
  }

  get state(): ClientState {
    return this.#state;
  }

  /** The rooms that are kept. */
  get rooms(): readonly string[] {
    return this.#engine.logs.ids;
  }

  /** Connects, and stays connected until `stop`, a `bye` or a refused session. Called while waiting: tries now. */
  start(): void {
    this.#engine.link.start();
  }

  /** Closes the connection. Unsent messages stay in the storage. */
  stop(): void {
    this.#engine.link.close('stopped');
    this.#engine.sender.stop();
    this.#engine.readMarks.stop();
  }

  /** Tells every change from now on, after it was made; the answer ends that. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Keeps a room from after `cursor` on, as known from the HTTP API. Rooms that are not followed when the client connects
   * are told as `roomAdded` and kept from their newest events on.
   */
  follow(room: string, cursor: Cursor): void {
    this.#engine.logs.follow(room, cursor);
  }

  /** Drops a room: it was left. */
  forget(room: string): void {
    this.#engine.forget(room);
  }

  log(room: string): RoomLog | undefined {
    return this.#engine.logs.log(room);
  }

  /** The messages of the log, in order, as they read now: edited, deleted, with reactions. */
  messages(room: string): readonly CurrentMessage[] {
    return [...currentMessages(this.log(room)?.events ?? []).values()];
  }

  /** What we did in the room, messages and changes, and is not in its log yet, in order. */
  outgoing(room: string): readonly Outgoing[] {
    return this.#engine.sender.outgoing(room);
  }

  /** Writes a message; answers its id. What becomes of it is told by `outgoing` and the log. Never throws. */
  send({ room, ...text }: InRoom<'sendMessage'>): string {
    const message = { action: 'sendMessage', ...text } as const;
    return text.replyTo === undefined
      ? this.#engine.sender.write(room, message)
      : this.#writeOfSeq(room, message);
  }

  /** Gives a message of ours, named by its seq, another body; otherwise as `send`. */
  edit({ room, seq, body }: InRoom<'editMessage'>): string {
    return this.#writeOfSeq(room, { action: 'editMessage', seq, body });
  }

  /** Deletes a message, for everybody and for good; otherwise as `send`. */
  remove({ room, seq }: InRoom<'deleteMessage'>): string {
    return this.#writeOfSeq(room, { action: 'deleteMessage', seq });
  }

  /** Puts an emoji on a message, or takes ours back; otherwise as `send`. */
  react({ room, seq, emoji, on }: InRoom<'react'>): string {
    return this.#writeOfSeq(room, { action: 'react', seq, emoji, on });
  }

  /** All of the room's log was seen. The server is told once a second at most, and the others of how far it was. */
  markRead(room: string): void {
    const log = this.log(room);
    if (log) this.#engine.readMarks.mark(room, cursorOf(log));
  }

  /** The user is typing in the room, or no longer. To be called at every key; the others are told now and then. */
  setTyping(room: string, on: boolean): void {
    this.#engine.typing.set(room, on);
  }

  /** Sends what failed again. */
  retry(id: string): void {
    this.#engine.sender.retry(id);
  }

  /** Drops what failed. */
  discard(id: string): void {
    this.#engine.sender.discard(id);
  }

  /**
   * Loads up to `limit` events before those of the log; does nothing when it reaches back to the first.
   *
   * @throws HttpError as the HTTP API does.
   */
  async loadOlder(room: string, limit: number): Promise<void> {
    const before = this.log(room)?.base ?? 0;
    if (before === 0) return;
    const page = await this.#http.history(room, { before: before + 1, limit });
    const log = this.log(room);
    if (log) this.#engine.logs.replace(room, prependHistory(log, page));
  }

  /** Keeps only the newest `most` events of a room in memory. */
  trim(room: string, most: number): void {
    const log = this.log(room);
    if (log) this.#engine.logs.replace(room, trimLog(log, most));
  }

  /** Whether somebody looks: heartbeats are rarer while nobody does. Becoming visible catches up at once. */
  setVisible(visible: boolean): void {
    this.#engine.heartbeat.setVisible(visible);
    if (visible && this.#state.kind === 'waiting') this.#engine.link.start();
  }

  /** Writes what names another event by its seq, with the epoch in which that seq means it. */
  #writeOfSeq(room: string, deed: Deed): string {
    const epoch = this.log(room)?.epoch;
    return this.#engine.sender.write(room, epoch === undefined ? deed : { ...deed, epoch });
  }
}
