import type { ErrorCode } from '../shared/protocol/errors.ts';

/** Which message is changed: `seq` is its own, in this epoch of the room. */
type Target = { readonly seq: number; readonly epoch?: string };

/** What a user does in a room, as the frame says it. */
export type Deed =
  | {
      readonly action: 'sendMessage';
      readonly body: string;
      /** The seq of a message, in this epoch of the room. */
      readonly replyTo?: number;
      readonly epoch?: string;
    }
  | (Target & { readonly action: 'editMessage'; readonly body: string })
  | (Target & { readonly action: 'deleteMessage' })
  | (Target & { readonly action: 'react'; readonly emoji: string; readonly on: boolean });

/** A message or a change that was made here and of which the server has not yet said that it is stored. */
export type OutboxEntry = Deed & {
  /** The client message id: every try carries it, so that the server stores it once. */
  readonly id: string;
  readonly room: string;
  /** Entries of a room are sent in rising order. */
  readonly order: number;
  /** When it was written, by this device's clock, in milliseconds since 1970; for display only. */
  readonly writtenAt: number;
  /** The server's final no. It is not sent again unless asked to. */
  readonly failed?: ErrorCode;
};

/**
 * Where the outbox is kept, so that it outlives the process or the page.
 *
 * One entry is written or removed at a time, so that two tabs which share a store don't overwrite each other. The methods
 * don't throw: a store that is full or forbidden keeps what it can.
 */
export type OutboxStorage = {
  all(): readonly OutboxEntry[];
  /** Adds the entry, or replaces the one with its id. */
  put(entry: OutboxEntry): void;
  remove(id: string): void;
};

/** An outbox that ends with the process. */
export function memoryOutbox(): OutboxStorage {
  const entries = new Map<string, OutboxEntry>();
  return {
    all: () => [...entries.values()],
    put: (entry) => {
      entries.set(entry.id, entry);
    },
    remove: (id) => {
      entries.delete(id);
    },
  };
}
