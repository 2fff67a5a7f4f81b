/** The namespace of Parley's metrics in CloudWatch. */
export const metricNamespace = 'Parley';

/**
 * Parley's metrics and their units, beside those that AWS keeps by itself. A count is summed over an invocation; of the others
 * each value counts. Each has the dimensions `stage` and `function`, and no other: ids belong in the log.
 */
export const metricUnits = {
  /** Messages that were committed. */
  Accepted: 'Count',
  /** Tries that were told to wait: messages, frames, log-ins. */
  Throttled: 'Count',
  /** Events whose batch reached every connection that was still there. */
  Delivered: 'Count',
  /** From an event's `at` to when its batch was posted; Postgres's clock to Lambda's. */
  DeliveryTime: 'Milliseconds',
  /** Events in a batch. As many values as there were batches. */
  BatchEvents: 'None',
  /** Frames that the gateway took. */
  Posts: 'Count',
  /** Posts to connections that the gateway no longer knew: 410. */
  PostsGone: 'Count',
  /** Posts that the gateway did not take in time. */
  PostsFailed: 'Count',
  /** Tries of posts after the first one. */
  PostRetries: 'Count',
  /** Retries since the gateway answered 429: the account's requests a second are used up. */
  PostsThrottled: 'Count',
  /** Sweeps that looked through everything undelivered. */
  Sweeps: 'Count',
  /** Parts of a sweep that failed. */
  SweepsFailed: 'Count',
  /** Events that senders had posted, and the sweeper noted in Postgres. */
  SweptNoted: 'Count',
  /** Events that were lost on their way, and the sweeper announced again. */
  SweptAnnounced: 'Count',
  /** The age of the oldest of them; 0 without any. */
  OldestUndelivered: 'Milliseconds',
  /** Rows and registrations that had expired and were cleared. */
  Cleared: 'Count',
} as const;

export type MetricName = keyof typeof metricUnits;
