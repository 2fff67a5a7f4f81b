import type { Quote, ReactionChip } from './rows.ts';

/** What can be done with a message. */
export type MessageActions = {
  readonly reply: (to: Quote) => void;
  readonly edit: (message: { readonly seq: number; readonly body: string }) => void;
  readonly remove: (seq: number) => void;
  /** Puts an emoji on the message, or takes it back where it is mine. */
  readonly react: (seq: number, chip: Pick<ReactionChip, 'emoji' | 'mine'>) => void;
  readonly retry: (id: string) => void;
  readonly discard: (id: string) => void;
  readonly goTo: (seq: number) => void;
};
