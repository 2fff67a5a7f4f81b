import { limits } from '../../shared/protocol/limits.ts';
import type { EventQueue } from './event-queue.ts';
import type { Ledger } from './ledger.ts';
import { nextArrivalMs } from './random.ts';
import { timings } from './timings.ts';

/** `group`: as Parley delivers. `plain`: whoever sends a message posts it to everybody, as a chat without an outbox does. */
export type Delivery = 'group' | 'plain';

/** Rooms of one size, each as busy as the others. */
export type RoomClass = {
  readonly members: number;
  readonly rooms: number;
  /** Messages into all of them. */
  readonly messagesPerMs: number;
  readonly delivery: Delivery;
};

type Room = {
  /** When each event that waits in the outbox was sent. */
  readonly waiting: number[];
  holder: 'sender' | 'deliver' | undefined;
  called: boolean;
};

/** An invocation of the deliver function. */
type Run = { owns: boolean; readonly startedAt: number };

type World = { readonly queue: EventQueue; readonly ledger: Ledger; readonly random: () => number };

const { ownMs, redisMs, postgresMs, postMs, handOverMs, queueMs, eventBytes } = timings;
const acceptMs = ownMs + redisMs + postgresMs;
/** An invocation of the deliver function hands over to the next one after this: 120 s, less what it keeps to do so. */
const workMs = 105_000;
/** How often a deliverer looks whether a sender is done: `shared/chat/drain-outbox.ts`. */
const heldDelayMs = 20;

/** Sends messages into rooms and has them delivered by the rules of `shared/chat/announce.ts` and `drain-outbox.ts`. */
export class Rooms {
  readonly #world: World;
  readonly #class: RoomClass;
  readonly #rooms = new Map<number, Room>();
  /** When the deliver functions began that still run. */
  readonly #running = new Set<Run>();
  /** From sending to the last post, of each message. */
  readonly delays: number[] = [];

  constructor(world: World, of: RoomClass) {
    this.#world = world;
    this.#class = of;
  }

  /** Begins: from now on messages come by themselves. */
  start(): void {
    const { queue, random } = this.#world;
    if (this.#class.rooms === 0) return;
    queue.after(nextArrivalMs(this.#class.messagesPerMs, random), () => {
      this.start();
      this.#send(Math.floor(random() * this.#class.rooms));
    });
  }

  /** Notes the deliver functions that still run when all is over. */
  finish(): void {
    for (const run of this.#running) this.#end(run);
  }

  #send(room: number): void {
    const { queue, ledger } = this.#world;
    const sentAt = queue.now;
    ledger.count('requests', sentAt);
    ledger.count('frames', sentAt);
    ledger.count('statements', sentAt);
    ledger.count('redis', sentAt, 2);
    queue.after(acceptMs + redisMs, () => {
      if (this.#class.delivery === 'plain') this.#postPlainly(sentAt);
      else this.#announce(room, sentAt);
    });
  }

  #postPlainly(sentAt: number): void {
    const ms = this.#post(1);
    this.delays.push(this.#world.queue.now + ms - sentAt);
    this.#answer(sentAt, ms);
  }

  #announce(number: number, sentAt: number): void {
    const room = this.#rooms.get(number) ?? { waiting: [], holder: undefined, called: false };
    this.#rooms.set(number, room);
    room.waiting.push(sentAt);
    if (room.holder === undefined) this.#lead(number, room, sentAt);
    else if (room.holder === 'sender' && !room.called) {
      room.called = true;
      this.#answer(sentAt, handOverMs);
      this.#call(number, false);
    } else this.#answer(sentAt, 0);
  }

  /** The sender has the lease: posts itself, or gives the lease to the deliver function. */
  #lead(number: number, room: Room, sentAt: number): void {
    if (this.#class.members > limits.inlineConnections) {
      room.holder = 'deliver';
      this.#answer(sentAt, handOverMs);
      this.#call(number, true);
      return;
    }
    room.holder = 'sender';
    room.called = false;
    const { queue, ledger } = this.#world;
    const batch = Math.min(room.waiting.length, limits.batchEvents);
    const ms = this.#post(batch);
    this.#answer(sentAt, ms);
    queue.after(ms, () => {
      ledger.count('redis', queue.now);
      this.#settle(room, batch);
      room.holder = undefined;
    });
  }

  /** The deliver function, asynchronously. */
  #call(number: number, owns: boolean): void {
    const { queue } = this.#world;
    queue.after(handOverMs + queueMs, () => {
      const run = { owns, startedAt: queue.now };
      this.#running.add(run);
      this.#drain(number, run);
    });
  }

  #drain(number: number, run: Run): void {
    const { queue, ledger } = this.#world;
    const room = this.#rooms.get(number);
    ledger.count('redis', queue.now);
    if (!room || (room.holder === 'deliver' && !run.owns)) this.#end(run);
    else if (room.holder === 'sender') queue.after(heldDelayMs, () => this.#drain(number, run));
    else if (room.waiting.length === 0) {
      this.#rooms.delete(number);
      this.#end(run);
    } else this.#deliver(number, room, run);
  }

  /** One batch, and then the next: in this invocation or, when its time is up, in another. */
  #deliver(number: number, room: Room, run: Run): void {
    const { queue, ledger } = this.#world;
    room.holder = 'deliver';
    run.owns = true;
    const batch = Math.min(room.waiting.length, limits.batchEvents);
    const ms = this.#post(batch);
    queue.after(ms, () => {
      ledger.count('statements', queue.now);
      ledger.count('redis', queue.now);
      this.#settle(room, batch);
    });
    const spacingMs = (this.#class.members / limits.roomPostsPerSecond) * 1_000;
    queue.after(Math.max(ms + postgresMs + 2 * redisMs, spacingMs), () => {
      if (queue.now - run.startedAt < workMs) return this.#drain(number, run);
      this.#end(run);
      this.#call(number, true);
    });
  }

  #end(run: Run): void {
    const { queue, ledger } = this.#world;
    this.#running.delete(run);
    ledger.invoke('deliver', run.startedAt, queue.now - run.startedAt + ownMs + redisMs);
  }

  /** The sender's function is done `ms` from now. */
  #answer(sentAt: number, ms: number): void {
    const { queue, ledger } = this.#world;
    ledger.invoke('send-message', sentAt, queue.now + ms - sentAt);
  }

  /** Posts a batch to everybody, and answers how long that takes. */
  #post(batch: number): number {
    const { queue, ledger } = this.#world;
    const { members } = this.#class;
    const frames = Math.ceil((batch * eventBytes) / limits.frameOutBytes);
    const posts = members * frames;
    const rounds = Math.ceil(members / limits.parallelPosts) * frames;
    for (let round = 0; round < rounds; round += 1) {
      ledger.count('posts', queue.now + round * postMs, posts / rounds);
      ledger.count('requests', queue.now + round * postMs, posts / rounds);
    }
    return rounds * postMs;
  }

  #settle(room: Room, batch: number): void {
    for (const sentAt of room.waiting.splice(0, batch)) this.delays.push(this.#world.queue.now - sentAt);
  }
}
