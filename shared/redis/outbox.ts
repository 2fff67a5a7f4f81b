import type { RoomId } from '../protocol/ids.ts';
import addLua from './add-to-outbox.lua';
import { type RedisClient, withRedis } from './client.ts';
import type { Connection } from './connections.ts';
import { keys } from './keys.ts';
import { toConnection } from './room-connections.ts';
import { runScript, script } from './script.ts';
import settleLua from './settle-batch.lua';
import takeLua from './take-batch.lua';

export const addToOutboxScript = script('add-to-outbox', addLua, { keys: 3 });
export const takeBatchScript = script('take-batch', takeLua, { keys: 3 });
export const settleBatchScript = script('settle-batch', settleLua, { keys: 3 });

/** A committed event that waits to be posted. Its text is never read again: another version may have written it. */
export type OutboxEntry = {
  readonly seq: number;
  readonly epoch: string;
  /** The event as JSON, as it goes into a frame. */
  readonly text: string;
};

/** The right to deliver a room's events, known by its token. */
export type Lease = { readonly room: RoomId; readonly token: string; readonly leaseMs: number };

/** Entries in seq order, and the connections that they go to. */
export type Taken = {
  readonly entries: readonly OutboxEntry[];
  readonly connections: readonly Connection[];
};

export type Errand =
  /** The caller has the lease: it posts this, and settles it. */
  | ({ readonly kind: 'post' } & Taken)
  /** The caller has the lease and gives it to the deliver function: the room has too many connections. */
  | { readonly kind: 'give' }
  /** Another sender has the lease and looks no further than its own batch: the deliver function is to be called. */
  | { readonly kind: 'call' }
  /** Somebody else delivers it. */
  | { readonly kind: 'rest' };

/** What nobody delivers in this time is left to the sweeper, which knows it from Postgres. */
const keepSeconds = 600;

const toTexts = (answer: unknown): readonly string[] => (Array.isArray(answer) ? answer.map(String) : []);
const toList = (answer: unknown): readonly unknown[] => (Array.isArray(answer) ? answer : []);

function toTaken(entries: unknown, connections: unknown): Taken {
  const flat = toTexts(entries);
  const members = flat.filter((_, index) => index % 2 === 0);
  return {
    entries: members.map((member, index) => {
      const space = member.indexOf(' ');
      const seq = Number(flat[2 * index + 1]);
      return { seq, epoch: member.slice(0, space), text: member.slice(space + 1) };
    }),
    connections: toTexts(connections).map(toConnection),
  };
}

/** Puts events into a room's outbox, and answers what the caller has to do. One round trip. */
export async function addToOutbox(
  redis: RedisClient,
  {
    room,
    token,
    leaseMs,
    entries,
    inlineConnections,
    inlineEvents,
  }: Lease & {
    readonly entries: readonly OutboxEntry[];
    /** Connections that the caller would post to itself, at most. */
    readonly inlineConnections: number;
    /** Entries that the caller would post, at most. */
    readonly inlineEvents: number;
  },
): Promise<Errand> {
  const answer = await runScript(redis, addToOutboxScript, {
    on: [keys.outbox(room), keys.lease(room), keys.roomConnections(room)],
    with: [
      token,
      leaseMs,
      inlineConnections,
      inlineEvents,
      keepSeconds,
      ...entries.flatMap(({ seq, epoch, text }) => [seq, `${epoch} ${text}`]),
    ],
  });
  const [kind, waiting, connections] = toList(answer);
  if (kind === 'post') return { kind, ...toTaken(waiting, connections) };
  if (kind === 'give' || kind === 'call') return { kind };
  return { kind: 'rest' };
}

export type NextBatch =
  | ({ readonly kind: 'batch' } & Taken)
  /** Nothing is left; the lease has ended. */
  | { readonly kind: 'empty' }
  /** The lease is another's. */
  | { readonly kind: 'held'; readonly by: 'sender' | 'deliver' };

/** Takes a room's next entries under the lease. They stay in the outbox until they are settled. */
export async function takeBatch(
  redis: RedisClient,
  {
    room,
    token,
    leaseMs,
    leaseMsPerConnection,
    batchEvents,
  }: Lease & {
    /** Added for each connection, since posting to them takes its time. */
    readonly leaseMsPerConnection: number;
    readonly batchEvents: number;
  },
): Promise<NextBatch> {
  const answer = await runScript(redis, takeBatchScript, {
    on: [keys.outbox(room), keys.lease(room), keys.roomConnections(room)],
    with: [token, leaseMs, batchEvents, leaseMsPerConnection],
  });
  const [kind, first, connections] = toList(answer);
  if (kind === 'batch') return { kind, ...toTaken(first, connections) };
  if (kind === 'held') return { kind, by: first === 'sender' ? 'sender' : 'deliver' };
  return { kind: 'empty' };
}

export type Settlement = Pick<Lease, 'room' | 'token'> & {
  readonly seqs: readonly number[];
  /** The lease ends. */
  readonly release: boolean;
  /** Postgres does not know yet that they were posted. */
  readonly unmarked: boolean;
};

/** Takes what was posted out of the outbox. Returns how many entries are left. */
export async function settleBatch(
  redis: RedisClient,
  { room, token, seqs, release, unmarked }: Settlement,
): Promise<number> {
  const left = await runScript(redis, settleBatchScript, {
    on: [keys.outbox(room), keys.lease(room), keys.posted(room)],
    with: [token, release ? 1 : 0, unmarked ? 1 : 0, keepSeconds, ...seqs],
  });
  return Number(left);
}

/** Which of a room's seqs were posted, though Postgres does not know it. */
export async function findPosted(
  redis: RedisClient,
  { room, seqs }: { readonly room: RoomId; readonly seqs: readonly number[] },
): Promise<ReadonlySet<number>> {
  const scores = await withRedis(() => redis.zmscore(keys.posted(room), seqs.map(String)));
  return new Set(seqs.filter((_, index) => scores[index] !== null));
}
