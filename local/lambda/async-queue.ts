import { randomUUID } from 'node:crypto';
import type { Cancel, Clock } from '../gateway/clock/clock.ts';
import { functionArnIn } from '../template/function-arn.ts';
import type { InvokeConfig } from '../template/invoke-configs.ts';
import type { Outcome } from './invoke.ts';
import type { OnLambdaEvent } from './lambda-event.ts';

export type AsyncQueueOptions = {
  readonly clock: Clock;
  readonly run: (functionArn: string, payload: string, requestId: string) => Promise<Outcome>;
  readonly config: (functionArn: string) => InvokeConfig | undefined;
  readonly onEvent: OnLambdaEvent;
};

type Queued = {
  readonly functionArn: string;
  readonly payload: string;
  readonly requestId: string;
  readonly since: number;
  /** How often the function itself has failed. */
  failures: number;
  /** How often it was throttled in a row. */
  throttles: number;
};

/** Lambda waits one minute before the first retry of a failed function, and two before the second. */
const retryDelaysMs = [60_000, 120_000];
/** A throttled event comes back after a second, then doubling up to five minutes. */
const throttleDelayMs = (throttles: number) => Math.min(300_000, 1000 * 2 ** (throttles - 1));

/** The events of asynchronous invocations, until each has succeeded, been given up, or become too old. */
export class AsyncQueue {
  readonly #options: AsyncQueueOptions;
  readonly #timers = new Set<Cancel>();
  #isStopped = false;

  constructor(options: AsyncQueueOptions) {
    this.#options = options;
  }

  /** Takes an event at once; it is handed to the function as soon as it can be. */
  add(functionArn: string, payload: string): string {
    const requestId = randomUUID();
    const since = this.#options.clock.now();
    void this.#try({ functionArn, payload, requestId, since, failures: 0, throttles: 0 });
    return requestId;
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#timers) cancel();
  }

  async #try(event: Queued): Promise<void> {
    const outcome = await this.#options.run(event.functionArn, event.payload, event.requestId);
    if (this.#isStopped) return;
    if (outcome.kind === 'throttled') this.#retryThrottled(event, outcome);
    else if (outcome.kind === 'failed') this.#retryFailed(event, outcome);
    else if (outcome.kind === 'returned')
      this.#send(this.#config(event)?.onSuccess, event, outcome, 'Success');
  }

  #retryThrottled(event: Queued, outcome: Outcome): void {
    event.throttles += 1;
    this.#retry(event, outcome, throttleDelayMs(event.throttles));
  }

  #retryFailed(event: Queued, outcome: Outcome): void {
    event.failures += 1;
    event.throttles = 0;
    const delay = retryDelaysMs[event.failures - 1];
    const most = this.#config(event)?.maximumRetryAttempts ?? 0;
    if (delay === undefined || event.failures > most) this.#giveUp(event, outcome, 'RetriesExhausted');
    else this.#retry(event, outcome, delay);
  }

  #retry(event: Queued, outcome: Outcome, delayMs: number): void {
    const { clock } = this.#options;
    const ageMs = clock.now() + delayMs - event.since;
    if (ageMs > (this.#config(event)?.maximumEventAgeSeconds ?? 0) * 1000) {
      this.#giveUp(event, outcome, 'EventAgeExceeded');
      return;
    }
    const cancel = clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      void this.#try(event);
    });
    this.#timers.add(cancel);
  }

  #giveUp(event: Queued, outcome: Outcome, condition: string): void {
    this.#send(this.#config(event)?.onFailure, event, outcome, condition);
  }

  #send(destination: string | undefined, event: Queued, outcome: Outcome, condition: string): void {
    if (destination === undefined) return;
    if (destination.includes(':function:')) {
      this.add(functionArnIn(destination), JSON.stringify(this.#record(event, outcome, condition)));
      return;
    }
    const text = `the destination ${destination} of ${event.functionArn} is no function and gets nothing`;
    this.#options.onEvent({ kind: 'note', text });
  }

  /** The invocation record that a destination gets. */
  #record(event: Queued, outcome: Outcome, condition: string): object {
    const response =
      outcome.kind === 'returned' || outcome.kind === 'failed' ? parsed(outcome.payload) : undefined;
    return {
      version: '1.0',
      timestamp: new Date(this.#options.clock.now()).toISOString(),
      requestContext: {
        requestId: event.requestId,
        functionArn: `${event.functionArn}:$LATEST`,
        condition,
        approximateInvokeCount: event.failures + (condition === 'Success' ? 1 : 0),
      },
      requestPayload: parsed(event.payload),
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(outcome.kind === 'failed' ? { functionError: 'Unhandled' } : {}),
      },
      responsePayload: response,
    };
  }

  #config({ functionArn }: Queued): InvokeConfig | undefined {
    return this.#options.config(functionArn);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A runtime may answer with anything; the record then carries it as text.
    return text;
  }
}
