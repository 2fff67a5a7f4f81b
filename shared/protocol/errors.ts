/** The closed set of error codes, the same over HTTP and WebSocket. docs/protocol.md lists them; a test compares. */
export const errorCodes = {
  invalid_request: { status: 400, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  not_found: { status: 404, retryable: false },
  forbidden: { status: 403, retryable: false },
  conflict: { status: 409, retryable: false },
  too_large: { status: 413, retryable: false },
  rate_limited: { status: 429, retryable: true },
  unavailable: { status: 503, retryable: true },
  internal: { status: 500, retryable: true },
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** One thing wrong with a request: where (`path`, dotted; empty for the whole) and what. */
export type Detail = { readonly path: string; readonly message: string };

export type ErrorFields = {
  readonly code: ErrorCode;
  /** The exact time to wait before the same request can pass, in milliseconds; with `rate_limited` only. */
  readonly retryAfterMs?: number;
  readonly details?: readonly Detail[];
};

/**
 * What a client is told went wrong. Thrown by parsers and verbs; only the outermost edge turns it into a frame or a status.
 *
 * The message is for the client ("cannot <do>: <reason>") and names no ids and nothing of ours.
 */
export class ChatError extends Error {
  readonly fields: ErrorFields;

  constructor(message: string, { cause, ...fields }: ErrorFields & ErrorOptions) {
    super(message, { cause });
    this.name = 'ChatError';
    this.fields = fields;
  }
}

/** Whether something failed since Postgres or Redis is out of reach. */
export const isUnavailable = (error: unknown): error is ChatError =>
  error instanceof ChatError && error.fields.code === 'unavailable';
