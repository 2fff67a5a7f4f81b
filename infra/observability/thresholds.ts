/** Whom alarms tell, and from when on. */
export type AlarmSettings = {
  /** Gets every alarm, once it confirmed that it wants them; others subscribe to the topic. */
  readonly email?: string;
  readonly thresholds: Thresholds;
};

/** An alarm goes off above each; of what is free, below it. Counts are those of five minutes. */
export type Thresholds = {
  /** Lines of level ERROR, failed invocations, answers of 5xx: each by itself. */
  readonly errors: number;
  /** Invocations that Lambda had no room for. */
  readonly throttles: number;
  /** Milliseconds from accepted to posted, at the 99th percentile. */
  readonly deliveryMs: number;
  /** Milliseconds that an event was lost, as the sweeper found it. */
  readonly undeliveredMs: number;
  /** Events that the sweeper had to announce again. */
  readonly sweptEvents: number;
  /** Posts that the gateway answered 429. */
  readonly postsThrottled: number;
  /** Connections to Postgres, of those that it takes. */
  readonly databaseConnectionsPercent: number;
  readonly databaseCpuPercent: number;
  readonly databaseFreeGib: number;
  readonly cacheMemoryPercent: number;
  readonly cacheCpuPercent: number;
};

/** Of 20 GiB, and of people who forgive. */
export const relaxed: Thresholds = {
  errors: 5,
  throttles: 10,
  deliveryMs: 5_000,
  undeliveredMs: 5 * 60_000,
  sweptEvents: 20,
  postsThrottled: 100,
  databaseConnectionsPercent: 85,
  databaseCpuPercent: 90,
  databaseFreeGib: 1,
  cacheMemoryPercent: 85,
  cacheCpuPercent: 90,
};

/** Of 100 GiB, and of people who pay. */
export const strict: Thresholds = {
  errors: 0,
  throttles: 0,
  deliveryMs: 2_000,
  undeliveredMs: 2 * 60_000,
  sweptEvents: 5,
  postsThrottled: 10,
  databaseConnectionsPercent: 80,
  databaseCpuPercent: 80,
  databaseFreeGib: 5,
  cacheMemoryPercent: 75,
  cacheCpuPercent: 80,
};
