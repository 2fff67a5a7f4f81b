import type { ErrorFrame, Presence, Read, ServerFrame, Typing } from '../shared/protocol/server-frames.ts';
import type { Change, ClientOptions } from './client-options.ts';
import { systemClock } from './clock.ts';
import { type ClientFrame, readFrame } from './frames.ts';
import { Heartbeat } from './heartbeat.ts';
import { Link } from './link.ts';
import { newUuid } from './new-id.ts';
import { memoryOutbox } from './outbox.ts';
import { ReadMarks } from './read-marks.ts';
import { cursorOf } from './room-log.ts';
import { RoomLogs } from './room-logs.ts';
import { Sender } from './sender.ts';
import { openWebSocket } from './socket.ts';
import { Syncer } from './syncer.ts';
import { TypingSigns } from './typing-signs.ts';

/** The parts of a client, wired: what comes in on the link goes to the logs, the sender and the syncer, and back out. */
export class Engine {
  readonly link: Link;
  readonly heartbeat: Heartbeat;
  readonly logs: RoomLogs;
  readonly sender: Sender;
  readonly readMarks: ReadMarks;
  readonly typing: TypingSigns;
  readonly #syncer: Syncer;
  readonly #tell: (change: Change) => void;

  constructor(options: ClientOptions, tell: (change: Change) => void) {
    const { clock = systemClock, random = Math.random, open = openWebSocket } = options;
    const { newId = newUuid, storage = memoryOutbox() } = options;
    const transmit = (frame: ClientFrame) => this.link.send(JSON.stringify(frame));
    this.#tell = tell;
    this.link = this.#createLink({ clock, random, open, url: () => ticketUrl(options) });
    this.heartbeat = new Heartbeat({
      clock,
      ping: () => {
        this.logs.pinged();
        transmit({ action: 'ping' });
      },
      dead: () => this.link.abandon(),
    });
    this.readMarks = new ReadMarks({ clock, transmit });
    this.typing = new TypingSigns({ clock, transmit });
    this.#syncer = new Syncer({ clock, random, transmit, cursor: (room) => this.logs.cursor(room) });
    this.logs = this.#createLogs();
    const changed = (room: string) => tell({ kind: 'outgoing', room });
    // The server answers ids in lower case.
    const newLowerId = () => newId().toLowerCase();
    this.sender = new Sender({ clock, random, transmit, newId: newLowerId, storage, changed });
  }

  /** Drops a room, whoever said that it is gone. */
  forget(room: string): void {
    if (!this.logs.forget(room)) return;
    this.sender.roomGone(room);
    this.readMarks.forget(room);
    this.#tell({ kind: 'roomRemoved', room });
  }

  #createLink(deps: ConstructorParameters<typeof Link>[0]): Link {
    return new Link(deps, {
      state: (state) => this.#tell({ kind: 'state', state }),
      live: () => {
        this.heartbeat.start();
        this.#syncer.restart(this.logs.ids);
        this.sender.resume();
        this.readMarks.resume();
      },
      lost: () => {
        this.heartbeat.stop();
        this.#syncer.stop();
      },
      text: (text, current) => {
        if (current) this.heartbeat.heard();
        const frame = readFrame(text);
        if (frame && current) this.#takeFromCurrent(frame);
        if (frame) this.#take(frame);
      },
    });
  }

  #createLogs(): RoomLogs {
    return new RoomLogs({
      wantSync: (room, delay) => this.#syncer.want(room, delay),
      unwantSync: (room) => this.#syncer.unwant(room),
      applied: (room, { log, added, restarted, otherEpoch }, missed) => {
        if (otherEpoch) {
          this.sender.restored(room, added);
          this.readMarks.forget(room);
        }
        this.sender.applied(room, added, cursorOf(log));
        this.#tell({ kind: 'events', room, events: added, restarted, missed });
      },
      roomAdded: (room) => this.#tell({ kind: 'roomAdded', room }),
      roomRemoved: (room) => this.forget(room),
    });
  }

  #takeFromCurrent(frame: ServerFrame): void {
    if (frame.type === 'synced' || frame.type === 'pong') this.link.settle();
    if (frame.type === 'reconnect') this.link.renewWithin(frame.within * 1000);
  }

  #take(frame: ServerFrame): void {
    switch (frame.type) {
      case 'ack':
        this.sender.acked(frame);
        // An ack of what the log has passed already is the last that is heard of it.
        this.sender.applied(frame.room, [], this.logs.cursor(frame.room)?.seq ?? 0);
        this.logs.heard(frame.room, frame.seq);
        break;
      case 'error':
        this.#refused(frame);
        break;
      case 'synced':
        this.#syncer.answered();
        for (const [room, answer] of Object.entries(frame.rooms)) this.logs.synced(room, answer);
        break;
      case 'pong':
        this.logs.pong(frame.heads);
        this.readMarks.resume();
        break;
      case 'events':
        this.logs.pushed(frame);
        break;
      case 'marked':
        this.readMarks.known(frame.room, frame.seq);
        break;
      case 'read':
      case 'typing':
      case 'presence':
        this.#tell(toChange(frame));
        break;
      case 'roomAdded':
        this.logs.discover(frame.room);
        break;
      case 'roomRemoved':
        this.forget(frame.room);
        break;
      case 'bye':
        this.link.close(frame.code);
        break;
      case 'reconnect':
        break;
    }
  }

  #refused(error: ErrorFrame): void {
    if (error.code === 'unauthenticated') this.link.close('unauthenticated');
    else if (!this.sender.refused(error)) this.#syncer.refused(error);
  }
}

/** A passing sign as subscribers are told it. */
function toChange(frame: Read | Typing | Presence): Change {
  const { user } = frame;
  switch (frame.type) {
    case 'read':
      return { kind: frame.type, room: frame.room, user, seq: frame.seq };
    case 'typing':
      return { kind: frame.type, room: frame.room, user, on: frame.on };
    case 'presence':
      return { kind: frame.type, user, online: frame.online, at: frame.at };
  }
}

async function ticketUrl({ http }: ClientOptions): Promise<string> {
  const { url, ticket } = await http.ticket();
  return `${url}?ticket=${encodeURIComponent(ticket)}`;
}
