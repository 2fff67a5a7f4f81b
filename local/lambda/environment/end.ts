/** Why an invocation ended without the handler's return value. */
export type Failure = {
  readonly errorType: string;
  readonly errorMessage: string;
  /** The JSON document that the caller gets. */
  readonly payload: string;
};

/** How a process ended. */
export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

const failure = (errorType: string, requestId: string, text: string): Failure => {
  const errorMessage = `RequestId: ${requestId} Error: ${text}`;
  return { errorType, errorMessage, payload: JSON.stringify({ errorType, errorMessage }) };
};

export const timedOut = (requestId: string, timeoutMs: number): Failure =>
  failure('Sandbox.Timedout', requestId, `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`);

export const killedForMemory = (requestId: string): Failure =>
  failure('Runtime.OutOfMemory', requestId, 'Runtime exited with error: signal: killed');

export const responseTooLarge = (bytes: number): Failure => {
  const errorType = 'Function.ResponseSizeTooLarge';
  const errorMessage = `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (6291556 bytes).`;
  return { errorType, errorMessage, payload: JSON.stringify({ errorType, errorMessage }) };
};

/** What Lambda says of a runtime that ended by itself. */
export function exited(requestId: string, { code, signal }: Exit): Failure {
  if (code === 0) return failure('Runtime.ExitError', requestId, 'Runtime exited without providing a reason');
  const name = signal === null ? `exit status ${code}` : `signal: ${signalNames[signal] ?? signal}`;
  return failure('Runtime.ExitError', requestId, `Runtime exited with error: ${name}`);
}

const signalNames: Readonly<Record<string, string>> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};

/** The error document that the runtime posted. */
export function posted(payload: string): Failure {
  const { errorType, errorMessage } = parse(payload);
  return { errorType: errorType ?? 'Unknown', errorMessage: errorMessage ?? '', payload };
}

function parse(payload: string): { readonly errorType?: string; readonly errorMessage?: string } {
  try {
    const document: unknown = JSON.parse(payload);
    return typeof document === 'object' && document !== null ? document : {};
  } catch {
    // A runtime may post anything; the caller gets it as it is.
    return {};
  }
}
