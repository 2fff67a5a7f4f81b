import type { Deed } from '../../client/outbox.ts';
import type { ErrorCode } from '../../shared/protocol/errors.ts';
import type { RoomEvent } from '../../shared/protocol/events.ts';

/** Times are milliseconds since 1970; every clock of a run is that of one machine. */
type At = { readonly at: number };

/** A message that a client was told to send, or a change of one. */
export type Written = At &
  Deed & {
    readonly client: string;
    readonly user: string;
    readonly room: string;
    readonly id: string;
  };

/** What a client said of what was written at the end. */
export type Fate =
  /** The server has it, says the client. */
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly code: ErrorCode }
  /** Neither yet. */
  | { readonly kind: 'pending' };

/** What the throttle counts by itself. */
export type Counted = 'messages' | 'changes';

/** A frame with a message or a change that went to the gateway, below every fault of the sockets. */
export type Try = At & {
  readonly of: Counted;
  readonly user: string;
  readonly socket: number;
  readonly room: string;
  readonly id: string;
};

/** Any frame that went to the gateway over a socket, below every fault of the sockets. */
export type Sent = At & { readonly socket: number };

/** What the gateway handed back for a try, below every fault of the sockets. */
export type Answer = At & {
  readonly user: string;
  readonly socket: number;
  readonly id: string;
  readonly outcome:
    | { readonly kind: 'acked'; readonly room: string; readonly seq: number; readonly repeated: boolean }
    | { readonly kind: 'refused'; readonly code: ErrorCode; readonly retryAfterMs: number | undefined };
};

/** Events that a client took into a room's log, in one step. */
export type Applied = {
  readonly client: string;
  readonly room: string;
  readonly epoch: string | undefined;
  /** The client said that all before was dropped. */
  readonly restarted: boolean;
  readonly events: readonly RoomEvent[];
};

/** Something of a room that was sent to a user, and the highest seq it tells of. */
export type Told = At & {
  readonly user: string;
  readonly room: string;
  readonly highest: number;
  readonly by: 'events' | 'synced' | 'pong' | 'roomAdded' | 'post';
};

/** An `events` frame that was posted to a connection. */
export type Posted = At & {
  readonly connection: string;
  readonly room: string;
  readonly seqs: readonly number[];
  /** What the deliverer was told; 0 when it was told nothing. */
  readonly status: number;
};

/** What one reader saw of a room in one statement. */
export type Snapshot = At & {
  readonly reader: string;
  readonly room: string;
  readonly head: number;
  readonly count: number;
  readonly highest: number;
};

/** Who was registered for a room's events, read between `at` and `until`. */
export type Registered = At & {
  readonly until: number;
  readonly room: string;
  readonly connections: ReadonlySet<string>;
};

/** An open connection that a room's events don't go to, though its user is a member. */
export type Unregistered = { readonly room: string; readonly connection: string };

/** A connection that a user had. */
export type Opening = At & {
  /** When its handshake began; it was over at `at`. */
  readonly begunAt: number;
  readonly connection: string;
  readonly user: string;
  readonly closedAt: number | undefined;
};

/** A fault while it lasted. */
export type Disturbance = {
  readonly kind: string;
  readonly from: number;
  readonly until: number;
  /** Only what came of this connection met it. */
  readonly connection?: string | undefined;
};

export type StoredEvent = At & {
  readonly room: string;
  readonly event: RoomEvent;
  readonly deliveredAt: number | undefined;
};

export type StoredRoom = {
  readonly id: string;
  readonly epoch: string;
  readonly head: number;
  readonly members: readonly string[];
};

/** A room as a client has it at the end. */
export type Kept = {
  readonly client: string;
  readonly user: string;
  readonly room: string;
  readonly epoch: string | undefined;
  readonly cursor: number;
};

/** All that was written down of one run. */
export type History = {
  readonly written: readonly Written[];
  readonly fates: ReadonlyMap<string, Fate>;
  readonly tries: readonly Try[];
  readonly answers: readonly Answer[];
  readonly sent: readonly Sent[];
  readonly applied: readonly Applied[];
  readonly told: readonly Told[];
  readonly posted: readonly Posted[];
  readonly snapshots: readonly Snapshot[];
  readonly registered: readonly Registered[];
  readonly openings: readonly Opening[];
  readonly disturbances: readonly Disturbance[];
  /** In room and seq order. */
  readonly events: readonly StoredEvent[];
  readonly rooms: readonly StoredRoom[];
  /** The clients that were connected at the end, with their users. */
  readonly clients: ReadonlyMap<string, string>;
  /** Connections that were still in no room of their user when all had had time for a heartbeat. */
  readonly unregistered: readonly Unregistered[];
  /** What they had when the time to catch up was over. */
  readonly kept: readonly Kept[];
};

/** A promise that was broken, with what shows it. */
export type Breach = {
  readonly promise: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'delivery' | 'stream';
  readonly is: 'lost' | 'doubled' | 'out of order' | 'altered' | 'leaked' | 'late' | 'unfair' | 'untrue';
  readonly text: string;
};
export type Check = (history: History) => readonly Breach[];
