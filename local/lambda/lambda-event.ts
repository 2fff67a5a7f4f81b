/** How an invocation ended, in a word. */
export type InvocationOutcome = 'ok' | 'error' | 'timeout' | 'out of memory' | 'exited' | 'throttled';

/** One ended invocation. */
export type InvocationEvent = {
  readonly kind: 'invocation';
  /** The function's label. */
  readonly function: string;
  readonly requestId: string;
  readonly outcome: InvocationOutcome;
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly durationMs: number;
  readonly billedMs: number;
  /** Present when the invocation had to wait for a new environment. */
  readonly initMs?: number;
  readonly memoryMb: number;
  readonly peakMb: number;
};

/** What the Lambda service tells whoever watches it. */
export type LambdaEvent =
  | InvocationEvent
  /** One line that a function wrote. */
  | {
      readonly kind: 'line';
      readonly function: string;
      readonly requestId: string | undefined;
      readonly text: string;
    }
  /** A debugger may attach. */
  | { readonly kind: 'inspect'; readonly function: string; readonly url: string }
  /** Something about the service itself. */
  | { readonly kind: 'note'; readonly text: string };

export type OnLambdaEvent = (event: LambdaEvent) => void;
