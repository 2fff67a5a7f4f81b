/**
 * In which order messages are handled and posts reach a client. The cloud promises nothing, so `concurrent` is the default;
 * `serial` handles one message of a connection after another; `shuffle` delays every message, reply and post by 0 to
 * `maxDelayMs`, the same way for the same seed.
 */
export type MessageOrder =
  | { readonly mode: 'concurrent' }
  | { readonly mode: 'serial' }
  | { readonly mode: 'shuffle'; readonly seed: number; readonly maxDelayMs: number };
