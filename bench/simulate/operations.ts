import type { FunctionName, Ledger, Measure } from './ledger.ts';
import { timings } from './timings.ts';
import { roomsOfUser } from './traffic.ts';

const { ownMs, redisMs, postgresMs } = timings;

/** What one call of a function does: the round trips that it waits for, and all calls that it makes. */
type Invocation = {
  readonly name: FunctionName;
  readonly ms: number;
  readonly counts: Readonly<Partial<Record<Measure, number>>>;
};

/** The ticket: finds the session, stores the ticket. */
const ticket: Invocation = {
  name: 'http',
  ms: ownMs + 2 * postgresMs,
  counts: { requests: 1, http: 1, statements: 2 },
};
const authorize: Invocation = {
  name: 'authorize',
  ms: ownMs + postgresMs,
  counts: { statements: 1 },
};
/** Registers under the user, reads the heads, enters the rooms side by side. */
const connect: Invocation = {
  name: 'connect',
  ms: ownMs + 2 * redisMs + postgresMs,
  counts: { requests: 1, frames: 1, connects: 1, statements: 1, redis: 1 + roomsOfUser },
};
const ping: Invocation = {
  name: 'ping',
  ms: ownMs + 2 * redisMs + postgresMs,
  counts: { requests: 1, frames: 1, statements: 1, redis: 2 },
};
const sync: Invocation = {
  name: 'sync',
  ms: ownMs + redisMs + postgresMs,
  counts: { requests: 1, frames: 1, statements: 1, redis: 1 },
};
/** Forgets the connection, reads the rooms, leaves them side by side. */
const disconnect: Invocation = {
  name: 'disconnect',
  ms: ownMs + 2 * redisMs + postgresMs,
  counts: { statements: 1, redis: 1 + roomsOfUser },
};

const step = { ticket, authorize, connect, ping, sync, disconnect };

/** How long the function of each step runs, in milliseconds. */
export const operationMs = {
  ticket: ticket.ms,
  authorize: authorize.ms,
  connect: connect.ms,
  ping: ping.ms,
  sync: sync.ms,
  disconnect: disconnect.ms,
} as const;

/** Does a step, and answers when it is done. */
export function take(ledger: Ledger, name: keyof typeof step, at: number): number {
  const { name: functionName, ms, counts } = step[name];
  ledger.invoke(functionName, at, ms);
  for (const [measure, amount] of Object.entries(counts)) ledger.count(measure as Measure, at, amount);
  return at + ms;
}

/** What a client does to be connected, as `client/engine.ts`: ticket, handshake, a ping and a sync at once. */
export function comeBack(ledger: Ledger, at: number): void {
  const connected = take(ledger, 'connect', take(ledger, 'authorize', take(ledger, 'ticket', at)));
  take(ledger, 'ping', connected);
  take(ledger, 'sync', connected);
}
