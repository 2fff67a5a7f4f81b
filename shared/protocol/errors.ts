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
