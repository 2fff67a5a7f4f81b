import type { Invoke, Outcome } from '../../lambda/invoke.ts';
import type { Clock } from '../clock/clock.ts';

export type LambdaTarget = {
  readonly functionArn: string;
  readonly timeoutMs: number;
  /** The ARN of the API's part that calls, as a permission would name it. */
  readonly sourceArn: string;
};

export type LambdaResult = Outcome | { readonly kind: 'timed out' };

/** An invocation that rejects breaks its contract; to the client it is a function that failed. */
function asFailure(reason: unknown): Outcome {
  const errorMessage = reason instanceof Error ? reason.message : String(reason);
  return { kind: 'failed', requestId: '', errorType: 'Error', errorMessage, payload: '{}' };
}

/**
 * Invokes a function and waits for it, up to the integration's timeout: what it returns later is dropped, while the function
 * runs on. Never rejects.
 */
export function callLambda(
  deps: { readonly invoke: Invoke; readonly clock: Clock },
  target: LambdaTarget,
  event: unknown,
): Promise<LambdaResult> {
  return new Promise((resolve) => {
    const cancel = deps.clock.after(target.timeoutMs, () => resolve({ kind: 'timed out' }));
    const settle = (outcome: Outcome): void => {
      cancel();
      resolve(outcome);
    };
    const caller = { service: 'apigateway.amazonaws.com', sourceArn: target.sourceArn };
    deps
      .invoke(target.functionArn, JSON.stringify(event), caller)
      .then(settle, (reason: unknown) => settle(asFailure(reason)));
  });
}
