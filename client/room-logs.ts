import type { Events, Head, Pong, SyncedRoom } from '../shared/protocol/server-frames.ts';
import { type Applied, applyBatch, applySynced, cursorOf, type RoomLog, startLog } from './room-log.ts';
import { type Cursor, grace } from './syncer.ts';

type Deps = {
  /** The room is behind: ask for what it lacks after so many milliseconds. */
  readonly wantSync: (room: string, delay: number) => void;
  /** The room lacks nothing any more. */
  readonly unwantSync: (room: string) => void;
  /** The log has changed; `added` are the new events at its end, in seq order. `missed`: they are the answer to a sync. */
  readonly applied: (room: string, applied: Applied, missed: boolean) => void;
  readonly roomAdded: (room: string) => void;
  readonly roomRemoved: (room: string) => void;
};

type Followed = {
  log: RoomLog;
  /** The highest seq that the server is known to have. */
  head: number;
  /** The ping that was the last to go out when the room became known. */
  readonly since: number;
};

/** The logs of the rooms that the user is in, and which of them are behind. */
export class RoomLogs {
  readonly #deps: Deps;
  readonly #rooms = new Map<string, Followed>();
  #pings = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The ids of the rooms. */
  get ids(): readonly string[] {
    return [...this.#rooms.keys()];
  }

  log(room: string): RoomLog | undefined {
    return this.#rooms.get(room)?.log;
  }

  cursor(room: string): Cursor | undefined {
    const log = this.log(room);
    if (!log) return undefined;
    return { seq: cursorOf(log), ...(log.epoch !== undefined && { epoch: log.epoch }) };
  }

  /** Begins to keep a room, from after the cursor on; a room that is kept already goes on as it is. */
  follow(room: string, { epoch, seq }: Cursor): void {
    if (this.#rooms.has(room)) return;
    this.#rooms.set(room, { log: startLog(epoch, seq), head: seq, since: this.#pings });
  }

  /** Drops a room. False when it was not kept. */
  forget(room: string): boolean {
    return this.#rooms.delete(room);
  }

  /** Changes a log by other means than the stream: older history before it, or a shorter one. */
  replace(room: string, log: RoomLog): void {
    const followed = this.#rooms.get(room);
    if (followed) followed.log = log;
  }

  /** Pushed events. Those of a room that is not kept are dropped: it was left, or the next pong names it. */
  pushed({ room, epoch, events }: Events): void {
    const followed = this.#rooms.get(room);
    if (!followed) return;
    this.#take(room, followed, applyBatch(followed.log, { epoch, events }), false);
    if (this.#isBehind(followed)) this.#deps.wantSync(room, grace);
    else this.#deps.unwantSync(room);
  }

  synced(room: string, answer: SyncedRoom): void {
    const followed = this.#rooms.get(room);
    if (!followed) return;
    const applied = applySynced(followed.log, answer);
    this.#take(room, followed, applied, true);
    followed.head = Math.max(followed.head, answer.head);
    if (this.#isBehind(followed)) this.#deps.wantSync(room, applied.added.length > 0 ? 0 : grace);
  }

  /** An event of the room has this seq. */
  heard(room: string, seq: number): void {
    const followed = this.#rooms.get(room);
    if (!followed) return;
    followed.head = Math.max(followed.head, seq);
    if (this.#isBehind(followed)) this.#deps.wantSync(room, grace);
  }

  /** A ping goes out; the next pong answers it. */
  pinged(): void {
    this.#pings += 1;
  }

  /** `heads` is the list of the user's rooms; one that became known after the ping may rightly not be in it. */
  pong(heads: Pong['heads']): void {
    for (const [room, { since }] of [...this.#rooms]) {
      if (!Object.hasOwn(heads, room) && since < this.#pings) this.#deps.roomRemoved(room);
    }
    for (const [room, head] of Object.entries(heads)) {
      this.discover(room);
      this.#headIs(room, head);
    }
  }

  /** Begins to keep a room that was not known: all of it is missing. */
  discover(room: string): void {
    if (this.#rooms.has(room)) return;
    this.#rooms.set(room, { log: startLog(), head: 0, since: this.#pings });
    this.#deps.roomAdded(room);
    this.#deps.wantSync(room, 0);
  }

  #headIs(room: string, { epoch, seq }: Head): void {
    const known = this.log(room)?.epoch;
    // Restored from a backup: what we have is void, and what there is instead is not on its way to us.
    if (known !== undefined && known !== epoch) this.#deps.wantSync(room, 0);
    else this.heard(room, seq);
  }

  #take(room: string, followed: Followed, applied: Applied, missed: boolean): void {
    followed.log = applied.log;
    followed.head = Math.max(applied.restarted ? 0 : followed.head, cursorOf(applied.log));
    if (applied.added.length > 0 || applied.restarted) this.#deps.applied(room, applied, missed);
  }

  #isBehind({ log, head }: Followed): boolean {
    return log.parked.length > 0 || cursorOf(log) < head;
  }
}
