import type { Pace } from './crowd.ts';
import type { Audience } from './people.ts';

/** What the load is asked to do: to bring everybody into a room, or to send in some of the rooms at once. */
export type LoadQuestion =
  | {
      readonly kind: 'gather';
      readonly name: string;
      readonly websocketUrl: string;
      readonly audience: Audience;
    }
  | { readonly kind: 'send'; readonly sends: readonly Send[] };

export type Send = { readonly name: string; readonly pace: Pace; readonly delayMs: number };

/** What came of sending in one room. Times in milliseconds, from sending a message to its ack or to each of its receipts. */
export type Figures = {
  /** Messages times connections. */
  readonly delivered: number;
  /** Frames that carried events. */
  readonly frames: number;
  /** Messages that somebody got again. */
  readonly repeats: number;
  readonly ackP50: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
};
