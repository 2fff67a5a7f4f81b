/** Stops a timer; harmless after it fired. */
export type Cancel = () => void;

/** Where the gateway takes time from: every timer it sets goes through here, so that tests can make hours pass at once. */
export type Clock = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Runs `task` once, `ms` from now. */
  readonly after: (ms: number, task: () => void) => Cancel;
};

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
