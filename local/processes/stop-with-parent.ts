const lookEveryMs = 1000;

/**
 * Stops and exits at the first SIGINT, SIGTERM or SIGHUP, or when the parent process is gone; a second signal doesn't wait.
 *
 * @param stop - has to stop everything; what it throws ends the process with code 1.
 */
export function stopWithParent(stop: () => Promise<void>): void {
  let isStopping = false;
  const begin = (code: number) => {
    if (isStopping) process.exit(code);
    isStopping = true;
    stop().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => begin(0));
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !isStopping) begin(0);
  }, lookEveryMs).unref();
}
