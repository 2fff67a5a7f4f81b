type Coded = { readonly code?: unknown };

/**
 * An error with what may stand in a log: its name, message, code and stack, and the same of its causes. Libraries put more on
 * theirs: ioredis the command with all that was to be stored, pg the row that failed.
 */
export function bareError(error: Error): Error {
  const { cause, code }: Error & Coded = error;
  const bare = new Error(error.message, cause instanceof Error ? { cause: bareError(cause) } : {});
  const isCode = typeof code === 'string' || typeof code === 'number';
  return Object.assign(bare, { name: error.name, stack: error.stack }, isCode ? { code } : {});
}
