import type { FunctionConfig } from '../template/functions.ts';
import type { Failure } from './environment/end.ts';
import type { InvocationEvent, InvocationOutcome } from './lambda-event.ts';

/** How work given to a pool ended. */
export type PoolEnd =
  | { readonly kind: 'returned'; readonly payload: string }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'throttled' };

const outcomes: Readonly<Record<string, InvocationOutcome>> = {
  'Sandbox.Timedout': 'timeout',
  'Runtime.OutOfMemory': 'out of memory',
  'Runtime.ExitError': 'exited',
};

/** What a finished invocation says of itself, without its times. */
export function report(
  config: FunctionConfig,
  requestId: string,
  end: PoolEnd,
): Omit<InvocationEvent, 'durationMs' | 'billedMs' | 'peakMb'> {
  const base = {
    kind: 'invocation',
    function: config.label,
    requestId,
    memoryMb: config.memoryMb,
  } as const;
  if (end.kind !== 'failed') return { ...base, outcome: end.kind === 'returned' ? 'ok' : 'throttled' };
  const { errorType, errorMessage } = end.failure;
  return { ...base, outcome: outcomes[errorType] ?? 'error', errorType, errorMessage };
}
