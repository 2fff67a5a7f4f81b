/** One measure: a value of each run, of the gateway and, where there is such a thing, of the bare server. */
export type Row = {
  readonly name: string;
  readonly unit: string;
  readonly gateway: readonly number[];
  readonly bare?: readonly number[];
};

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
