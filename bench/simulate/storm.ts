import { reconnectDelay } from '../../client/retry-delay.ts';
import { randomFrom } from './random.ts';

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

/**
 * All connections break at once, and the clients come back by their own rules: first after 1 to 12 s, then spread up to 30 s;
 * each try takes a ticket from the HTTP API and then a handshake, and a refused one starts over with a new ticket.
 */
export function simulateStorm({ connections, http, connects, seed }: Storm): StormRun {
  const scale = Math.max(1, connections / clientsAtMost);
  const clients = Math.round(connections / scale);
  const waiting = new Waiting(randomFrom(seed));
  const buckets = { http: new Bucket(http, scale), connects: new Bucket(connects, scale) };
  const peaks = { tickets: new Peak(), handshakes: new Peak(), connects: new Peak() };
  waiting.add(0, 0, clients);
  let tried = 0;
  let connected = 0;
  let half = 0;
  let slot = 0;
  while (connected < clients) {
    slot += 1;
    buckets.http.refill();
    buckets.connects.refill();
    for (const [tries, due] of waiting.take(slot).entries()) {
      const ticketed = buckets.http.pass(due);
      const opened = buckets.connects.pass(ticketed);
      peaks.tickets.add(slot, due);
      peaks.handshakes.add(slot, ticketed);
      peaks.connects.add(slot, opened);
      waiting.add(slot, Math.min(triesTold, tries + 1), due - opened);
      tried += due;
      connected += opened;
    }
    if (half === 0 && connected >= clients / 2) half = slot;
  }
  return {
    ticketsAsked: peaks.tickets.most * scale,
    handshakesTried: peaks.handshakes.most * scale,
    connectsPeak: peaks.connects.most * scale,
    halfSeconds: half / slotsPerSecond,
    allSeconds: slot / slotsPerSecond,
    triesMean: tried / clients,
  };
}
