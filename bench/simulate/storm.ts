import { reconnectDelay } from '../../client/retry-delay.ts';
import { Environments } from './environments.ts';
import { randomFrom } from './random.ts';
import { timings } from './timings.ts';

export type Storm = {
  readonly connections: number;
  /** Requests a second, and at once, that are let through. */
  readonly http: { readonly rate: number; readonly burst: number };
  readonly connects: { readonly rate: number; readonly burst: number };
  readonly seed: number;
};

export type StormRun = {
  /** Tickets asked for in the busiest second, let through or not. */
  readonly ticketsAsked: number;
  /** Handshakes tried in the busiest second. */
  readonly handshakesTried: number;
  readonly connectsPeak: number;
  /** Seconds until half, and until all are connected again. */
  readonly halfSeconds: number;
  readonly allSeconds: number;
  readonly triesMean: number;
  /** Environments that the functions started, all together, when none was there before: each holds one connection to Postgres. */
  readonly environments: number;
};

const slotMs = 100;
const slotsPerSecond = 1_000 / slotMs;
/** Later tries wait alike. */
const triesTold = 10;
/** More clients than this are simulated by as many that stand for several each, against quotas that are smaller alike. */
const clientsAtMost = 100_000;

class Bucket {
  readonly #perSlot: number;
  readonly #burst: number;
  #tokens: number;

  constructor({ rate, burst }: { readonly rate: number; readonly burst: number }, scale: number) {
    this.#perSlot = rate / scale / slotsPerSecond;
    this.#burst = burst / scale;
    this.#tokens = this.#burst;
  }

  refill(): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + this.#perSlot);
  }

  /** How many of them pass. */
  pass(wanted: number): number {
    const passed = Math.min(wanted, Math.floor(this.#tokens));
    this.#tokens -= passed;
    return passed;
  }
}

/** Counts by the second as they happen, and the busiest of them. */
class Peak {
  #second = 0;
  #count = 0;
  #most = 0;

  add(slot: number, amount: number): void {
    const second = Math.floor(slot / slotsPerSecond);
    if (second !== this.#second) this.#count = 0;
    this.#second = second;
    this.#count += amount;
    this.#most = Math.max(this.#most, this.#count);
  }

  get most(): number {
    return this.#most;
  }
}

/** Clients that wait, by the slot in which they try again and how often they have tried. */
class Waiting {
  readonly #slots = new Map<number, number[]>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  add(now: number, tries: number, clients: number): void {
    for (let client = 0; client < clients; client += 1) {
      const slot = now + Math.max(1, Math.round(reconnectDelay(tries, this.#random) / slotMs));
      const due = this.#slots.get(slot) ?? new Array<number>(triesTold + 1).fill(0);
      this.#slots.set(slot, due);
      due[tries] = (due[tries] ?? 0) + 1;
    }
  }

  /** How many try now, by their tries so far. */
  take(now: number): readonly number[] {
    const due = this.#slots.get(now) ?? [];
    this.#slots.delete(now);
    return due;
  }
}

/** Each client that comes back calls `http` for its ticket, and these once it got in. */
const functionsOfConnected = ['authorize', 'connect', 'ping', 'sync'] as const;

class Functions {
  readonly #http = new Environments(Math.round(timings.coldMs / slotMs));
  readonly #others = functionsOfConnected.map(() => new Environments(Math.round(timings.coldMs / slotMs)));

  next(slot: number): void {
    for (const one of [this.#http, ...this.#others]) one.next(slot);
  }

  call(slot: number, { tickets, connects }: { readonly tickets: number; readonly connects: number }): void {
    this.#http.call(slot, tickets);
    for (const one of this.#others) one.call(slot, connects);
  }

  get started(): number {
    return [this.#http, ...this.#others].reduce((sum, { started }) => sum + started, 0);
  }
}

/** Everything that happens to the clients, slot by slot. */
class Return {
  readonly #waiting: Waiting;
  readonly #buckets: { readonly http: Bucket; readonly connects: Bucket };
  readonly peaks = { tickets: new Peak(), handshakes: new Peak(), connects: new Peak() };
  readonly functions = new Functions();
  slot = 0;
  tried = 0;
  connected = 0;

  constructor(
    { http, connects, seed }: Storm,
    { clients, scale }: { readonly clients: number; readonly scale: number },
  ) {
    this.#waiting = new Waiting(randomFrom(seed));
    this.#buckets = { http: new Bucket(http, scale), connects: new Bucket(connects, scale) };
    this.#waiting.add(0, 0, clients);
  }

  /** The next slot: whoever is due tries. */
  advance(): void {
    this.slot += 1;
    this.#buckets.http.refill();
    this.#buckets.connects.refill();
    this.functions.next(this.slot);
    for (const [tries, due] of this.#waiting.take(this.slot).entries()) {
      if (due > 0) this.#try(tries, due);
    }
  }

  #try(tries: number, due: number): void {
    const tickets = this.#buckets.http.pass(due);
    const connects = this.#buckets.connects.pass(tickets);
    this.functions.call(this.slot, { tickets, connects });
    this.peaks.tickets.add(this.slot, due);
    this.peaks.handshakes.add(this.slot, tickets);
    this.peaks.connects.add(this.slot, connects);
    this.#waiting.add(this.slot, Math.min(triesTold, tries + 1), due - connects);
    this.tried += due;
    this.connected += connects;
  }
}

/**
 * All connections break at once, and the clients come back by their own rules: first after 1 to 12 s, then spread up to 30 s;
 * each try takes a ticket from the HTTP API and then a handshake, and a refused one starts over with a new ticket. No function
 * has an environment yet, as after a deployment.
 */
export function simulateStorm(storm: Storm): StormRun {
  const scale = Math.max(1, storm.connections / clientsAtMost);
  const clients = Math.round(storm.connections / scale);
  const back = new Return(storm, { clients, scale });
  let half = 0;
  while (back.connected < clients) {
    back.advance();
    if (half === 0 && back.connected >= clients / 2) half = back.slot;
  }
  const { peaks, functions, slot, tried } = back;
  return {
    ticketsAsked: peaks.tickets.most * scale,
    handshakesTried: peaks.handshakes.most * scale,
    connectsPeak: peaks.connects.most * scale,
    halfSeconds: half / slotsPerSecond,
    allSeconds: slot / slotsPerSecond,
    triesMean: tried / clients,
    environments: functions.started * scale,
  };
}
