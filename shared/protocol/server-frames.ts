import type { Detail, ErrorCode } from './errors.ts';
import type { Batch, Person, RoomEvent } from './events.ts';
import type { MessageId, RoomId } from './ids.ts';

/** The event is committed. `repeated`: it already was, by an earlier try with the same id. */
export type Ack = {
  readonly type: 'ack';
  readonly id: MessageId;
  readonly room: RoomId;
  readonly seq: number;
  readonly at: string;
  readonly repeated: boolean;
};

export type ErrorFrame = {
  readonly type: 'error';
  readonly code: ErrorCode;
  readonly message: string;
  readonly requestId: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly details?: readonly Detail[];
  /** The client message id of the frame that failed, where it had one. */
  readonly id?: string;
};

/**
 * What was missed in a room. `events` are in seq order without a hole; `more`: there are newer ones than the last of them.
 * When the first is not the cursor's next (or the epoch differs), the client drops that room's log and starts with these.
 */
export type SyncedRoom = {
  readonly epoch: string;
  readonly head: number;
  readonly events: readonly RoomEvent[];
  readonly more: boolean;
};

export type Synced = { readonly type: 'synced'; readonly rooms: Readonly<Record<RoomId, SyncedRoom>> };

/** The newest event of a room that there is. Another epoch than before: what was known of the room is void. */
export type Head = { readonly epoch: string; readonly seq: number };

export type Pong = { readonly type: 'pong'; readonly heads: Readonly<Record<RoomId, Head>> };

export type Events = { readonly type: 'events' } & Batch;

/** The answer to `markRead`: up to where the user has read the room, as far as the server knows now. */
export type Marked = { readonly type: 'marked'; readonly room: RoomId; readonly seq: number };

/** Up to where a member has read a room: pushed to the others when it moves, and to the user's other connections. */
export type Read = {
  readonly type: 'read';
  readonly room: RoomId;
  readonly user: Person;
  readonly seq: number;
};

/** A member is writing, or no longer. Whoever doesn't say it again within six seconds has stopped. */
export type Typing = {
  readonly type: 'typing';
  readonly room: RoomId;
  readonly user: Person;
  readonly on: boolean;
};

/**
 * Somebody who shares a room with the connection's user has come, or has been away for half a minute. Told once and not numbered;
 * one that is older than what was told by `at` means nothing any more.
 */
export type Presence = {
  readonly type: 'presence';
  readonly user: Person;
  readonly online: boolean;
  /** Since when: ISO 8601 in UTC. */
  readonly at: string;
};

/** The connection's user came into a room, or out of it. */
export type RoomAdded = { readonly type: 'roomAdded'; readonly room: RoomId };
export type RoomRemoved = { readonly type: 'roomRemoved'; readonly room: RoomId };

/** The server is about to close this connection. */
export type Bye = {
  readonly type: 'bye';
  readonly code: 'logged_out' | 'password_changed' | 'account_removed' | 'disabled';
};

/** The gateway is about to cut this connection: the client opens the next one within so many seconds. May come again. */
export type Reconnect = { readonly type: 'reconnect'; readonly within: number };

/** What a server pushes without being asked. */
type Push = Events | Read | Typing | Presence | RoomAdded | RoomRemoved | Reconnect | Bye;

export type ServerFrame = Ack | ErrorFrame | Synced | Pong | Marked | Push;
