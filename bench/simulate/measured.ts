/**
 * What Parley's own scripts and statements cost a real server: the medians of `npm run bench:stores` on two cores that servers
 * and client shared (Redis 7.0, PostgreSQL 18, fsync on). A server of its own has more.
 */
export const measured = {
  redisBytes: {
    connection: 436,
    /** Of a connection in a room, by the members connected there: few are stored densely, many in a skip list. */
    membership: [
      { upTo: 2, bytes: 165 },
      { upTo: 10, bytes: 80 },
      { upTo: 128, bytes: 65 },
      { upTo: Number.POSITIVE_INFINITY, bytes: 158 },
    ],
    /** A posted event until the sweeper has noted it: kept for up to ten minutes. */
    postedEvent: 27,
    /** With eight tries of the last hour. */
    throttledSender: 1_137,
  },
  redisCallsPerSecond: 45_581,
  postgres: { rowsPerSecondOfARoom: 705, rowsPerSecond: 1_210, readsPerSecond: 3_667 },
} as const;
