/** How much a run of the benchmark does. */
export type Size = {
  readonly runs: number;
  /** Handshakes under way at once. */
  readonly width: number;
  readonly echoes: number;
  readonly posts: number;
  readonly guardedConnections: number;
  readonly openConnections: number;
  /** Runs of the measure of memory; 0 takes the processes that are there, once. */
  readonly newProcesses: number;
  readonly idleConnections: number;
};
