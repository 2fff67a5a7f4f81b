import type { Person, RoomEvent } from '../shared/protocol/events.ts';
import type { Clock } from './clock.ts';
import type { ParleyHttp } from './http.ts';
import type { ClientState } from './link.ts';
import type { OutboxStorage } from './outbox.ts';
import type { OpenSocket } from './socket.ts';

/** What a subscriber is told. Ask the client for the rest. */
export type Change =
  | { readonly kind: 'state'; readonly state: ClientState }
  /**
   * New events at the end of a room's log, in seq order, each exactly once. `restarted`: all before them was dropped; `missed`: they
   * were not pushed, but asked for.
   */
  | {
      readonly kind: 'events';
      readonly room: string;
      readonly events: readonly RoomEvent[];
      readonly restarted: boolean;
      readonly missed: boolean;
    }
  /** A member has read a room up to here; also the user, on another device. */
  | { readonly kind: 'read'; readonly room: string; readonly user: Person; readonly seq: number }
  /** Another member is typing, or no longer; who doesn't say so again within six seconds has stopped. */
  | { readonly kind: 'typing'; readonly room: string; readonly user: Person; readonly on: boolean }
  /**
   * Somebody who shares a room with the user has come, or has gone, `at` this time (ISO 8601). One that is older than what was told of
   * them before means nothing.
   */
  | { readonly kind: 'presence'; readonly user: Person; readonly online: boolean; readonly at: string }
  /** The room's outgoing messages changed. */
  | { readonly kind: 'outgoing'; readonly room: string }
  /** The user came into a room that was not known, or is no longer in one. */
  | { readonly kind: 'roomAdded' | 'roomRemoved'; readonly room: string };

export type ClientOptions = {
  /** The HTTP API in the name of a session. */
  readonly http: ParleyHttp;
  /** Where messages wait that the server has not confirmed. Default: in memory. */
  readonly storage?: OutboxStorage;
  readonly open?: OpenSocket;
  readonly clock?: Clock;
  /** Evenly spread in [0, 1). */
  readonly random?: () => number;
  /** A new client message id, a UUID; it is used in lower case. */
  readonly newId?: () => string;
};
