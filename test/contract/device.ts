import type { Change } from '../../client/client-options.ts';
import type { ParleyHttp } from '../../client/http.ts';
import { type Deed, memoryOutbox } from '../../client/outbox.ts';
import type { Outgoing } from '../../client/outgoing.ts';
import { ParleyClient } from '../../client/parley-client.ts';
import { cursorOf } from '../../client/room-log.ts';
import type { ActiveFaults } from './active-faults.ts';
import { countedSockets } from './counted-sockets.ts';
import { hastyClock, hastySockets } from './device-clock.ts';
import type { Dice } from './dice.ts';
import { faultySockets } from './faulty-sockets.ts';
import type { Kept, Written } from './history.ts';
import { recordedSockets } from './recorded-socket.ts';
import type { Recorder } from './recorder.ts';

export type DeviceOptions = {
  readonly name: string;
  readonly user: string;
  readonly http: ParleyHttp;
  readonly haste: number;
  readonly dice: Dice;
  readonly faults: ActiveFaults;
  readonly recorder: Recorder;
};

/** How many events of a room a client keeps: old ones cost memory and prove nothing more. */
const keptEvents = 150;

/** A place where a user is logged in: a client, which may be loaded again and finds what was not sent. */
export class Device {
  readonly name: string;
  readonly user: string;
  readonly #options: DeviceOptions;
  readonly #storage = memoryOutbox();
  readonly #written: Written[] = [];
  #client: ParleyClient;
  #loads = 0;

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.name = options.name;
    this.user = options.user;
    this.#client = this.#load();
  }

  get isLive(): boolean {
    return this.#client.state.kind === 'live';
  }

  get rooms(): readonly string[] {
    return this.#client.rooms;
  }

  /** Messages that the server has said neither yes nor no to. */
  get pending(): number {
    return this.#storage.all().filter(({ failed }) => failed === undefined).length;
  }

  follow(room: string, epoch: string): void {
    this.#client.follow(room, { epoch, seq: 0 });
  }

  start(): void {
    this.#client.start();
  }

  stop(): void {
    this.#client.stop();
  }

  /** As a page that is loaded again: what it had is gone, but for the messages that were not sent. */
  reload(): void {
    this.#client.stop();
    this.#noteFailures();
    this.#client = this.#load();
    this.#client.start();
  }

  /** Writes a message, or a change of one. */
  write(room: string, deed: Deed): void {
    const { name, user } = this;
    const id = begin(this.#client, room, deed);
    const written = { client: name, user, room, id, at: Date.now(), ...deed };
    this.#written.push(written);
    this.#options.recorder.written.push(written);
  }

  /** The seqs of the messages that the client has of a room and that are not deleted: all, or the user's own. */
  messages(room: string, whose: 'all' | 'own'): readonly number[] {
    return this.#client
      .messages(room)
      .filter(({ deleted, sender }) => !deleted && (whose === 'all' || sender.id === this.user))
      .map(({ seq }) => seq);
  }

  cursor(room: string): number | undefined {
    const log = this.#client.log(room);
    return log && cursorOf(log);
  }

  kept(): readonly Kept[] {
    const { name: client, user } = this;
    return this.rooms.flatMap((room) => {
      const log = this.#client.log(room);
      return log ? [{ client, user, room, epoch: log.epoch, cursor: cursorOf(log) }] : [];
    });
  }

  /** Writes down what the client says of every message that it was told to send. */
  finish(): void {
    this.#noteFailures();
    const { fates } = this.#options.recorder;
    const pending = new Set(
      this.#outgoing().flatMap(({ id, state }) => (state.kind === 'pending' ? [id] : [])),
    );
    for (const { id } of this.#written) {
      if (!fates.has(id)) fates.set(id, { kind: pending.has(id) ? 'pending' : 'sent' });
    }
  }

  #noteFailures(): void {
    for (const { id, state } of this.#outgoing()) {
      if (state.kind === 'failed') this.#options.recorder.fates.set(id, { kind: 'failed', code: state.code });
    }
  }

  #load(): ParleyClient {
    const { http, haste, dice, faults, recorder } = this.#options;
    this.#loads += 1;
    const name = `${this.name}#${this.#loads}`;
    const sockets = faultySockets(recordedSockets(recorder, this.user), faults);
    const client: ParleyClient = new ParleyClient({
      http,
      storage: this.#storage,
      clock: hastyClock(haste),
      random: dice.next,
      open: hastySockets(
        countedSockets(sockets, recorder, (room) => client.log(room)),
        haste,
      ),
    });
    client.subscribe((change) => this.#note(name, client, change));
    return client;
  }

  #note(name: string, client: ParleyClient, change: Change): void {
    const { recorder } = this.#options;
    if (change.kind === 'events') {
      const { room, events, restarted } = change;
      recorder.applied.push({ client: name, room, epoch: client.log(room)?.epoch, restarted, events });
      recorder.count('applied', events.length);
      if (restarted) recorder.count('restarted');
      client.trim(room, keptEvents);
    } else if (change.kind === 'roomRemoved') {
      // The log is gone; should the user come back, another one begins.
      const { room } = change;
      recorder.applied.push({ client: name, room, epoch: undefined, restarted: true, events: [] });
    }
  }

  #outgoing(): readonly Outgoing[] {
    const rooms = new Set(this.#written.map(({ room }) => room));
    return [...rooms].flatMap((room) => this.#client.outgoing(room));
  }
}

function begin(client: ParleyClient, room: string, deed: Deed): string {
  switch (deed.action) {
    case 'sendMessage':
      return client.send({ room, ...deed });
    case 'editMessage':
      return client.edit({ room, ...deed });
    case 'deleteMessage':
      return client.remove({ room, ...deed });
    case 'react':
      return client.react({ room, ...deed });
  }
}
