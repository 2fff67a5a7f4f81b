/**
 * What Parley's own scripts and statements cost a real server: the medians of `npm run bench:stores` on two cores that servers
 * and client shared (Redis 7.0, PostgreSQL 18, fsync on). A server of its own has more.
 */
export const measured = {
  redisBytes: {
    connection: 468,
    /** Of a connection in a room, by the members connected there: few are stored densely, many in a skip list. */
    membership: [
      { upTo: 2, bytes: 165 },
      { upTo: 10, bytes: 80 },
      { upTo: 128, bytes: 65 },
      { upTo: Number.POSITIVE_INFINITY, bytes: 159 },
    ],
    /** A posted event until the sweeper has noted it: kept for up to ten minutes. */
    postedEvent: 27,
    /** With eight tries of the last hour. */
    throttledSender: 685,
  },
  redisCallsPerSecond: 42_809,
  postgres: { rowsPerSecondOfARoom: 784, rowsPerSecond: 1_449, readsPerSecond: 3_669 },
} as const;
