/**
 * What Parley's own scripts and statements cost a real server: the medians of `npm run bench:stores` on two cores that servers
 * and client shared with other work (Redis 7.0, PostgreSQL 18, fsync on; load 11 to 14 meanwhile). A server of its own has more.
 */
export const measured = {
  redisBytes: {
    connection: 449,
    /** Of a connection in a room, by the members connected there: few are stored densely, many in a skip list. */
    membership: [
      { upTo: 2, bytes: 165 },
      { upTo: 10, bytes: 80 },
      { upTo: 128, bytes: 65 },
      { upTo: Number.POSITIVE_INFINITY, bytes: 159 },
    ],
    /** A posted event until the sweeper has noted it: kept for up to ten minutes. */
    postedEvent: 27,
    throttledSender: 1_303,
  },
  redisCallsPerSecond: 13_705,
  postgres: { rowsPerSecondOfARoom: 243, rowsPerSecond: 687, readsPerSecond: 2_457 },
} as const;
