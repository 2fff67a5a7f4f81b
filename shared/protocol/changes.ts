/** What can happen to a message that was sent. Each is a numbered event of its own. */
export type Change =
  | { readonly kind: 'edit'; readonly body: string }
  /** The body of the message, and of its edits, is erased. */
  | { readonly kind: 'deletion' }
  /** `on`: put there, else taken back. */
  | { readonly kind: 'reaction'; readonly emoji: string; readonly on: boolean };
