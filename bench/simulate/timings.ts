/**
 * What the steps of an invocation take, in milliseconds, between a warm function and stores in the same region. Assumed, since
 * no account was at hand; the shape of the results follows from them less than from the counts.
 */
export const timings = {
  /** Parsing, deciding, logging: all that is no round trip. */
  ownMs: 3,
  redisMs: 1,
  /** A statement of one row, with its commit to the disk and to a standby. */
  postgresMs: 4,
  /** One post to a connection. */
  postMs: 12,
  /** Handing a call to Lambda's queue. */
  handOverMs: 15,
  /** From there to the function's first line. */
  queueMs: 50,
  /** Starting an environment: its code, and its first connections to the stores. */
  coldMs: 800,
  /** Bytes of an event in a frame, with a body of 100 characters. */
  eventBytes: 320,
} as const;
