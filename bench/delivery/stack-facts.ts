import type { Audience } from './people.ts';

/** Of the same product: with the delivery that it has, and with plain fan-out in its place. */
export type Delivery = 'group' | 'plain';

/** The rooms of each stack. */
export type RoomName = 'large' | 'small';

/** What a stack says once it takes traffic. */
export type StackReady = {
  readonly websocketUrl: string;
  readonly audiences: Readonly<Record<RoomName, Audience>>;
};

/** What has happened in a stack since it was last asked. */
export type StackFacts = {
  /** Requests to post to a connection, whatever became of them. */
  readonly posts: number;
  /** Memory times billed time of all invocations. */
  readonly gbSeconds: number;
};
