import type { Invoke, Outcome } from '../../lambda/invoke.ts';
import { until } from './until.ts';

type Texts = Readonly<Record<string, string>>;
type Lists = Readonly<Record<string, readonly string[]>>;

/** An event as a function got it: what tests look at. */
export type SeenEvent = {
  readonly headers?: Texts;
  readonly multiValueHeaders?: Lists;
  readonly queryStringParameters?: Texts;
  readonly multiValueQueryStringParameters?: Lists;
  readonly body?: string;
  readonly methodArn?: string;
  readonly requestContext: {
    readonly routeKey: string;
    readonly eventType: string;
    readonly connectionId: string;
    readonly connectedAt: number;
    readonly requestId: string;
    readonly extendedRequestId: string;
    readonly requestTime: string;
    readonly requestTimeEpoch: number;
    readonly messageId?: string;
    readonly identity: Texts;
    readonly authorizer?: Texts;
    readonly disconnectStatusCode?: number;
    readonly disconnectReason?: string;
  };
};

type Handler = (event: SeenEvent) => unknown;

export type Invocation = {
  readonly functionArn: string;
  readonly event: SeenEvent;
  readonly caller: { readonly service: string; readonly sourceArn: string };
};

/** A thrown error of a function. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
}

/** An outcome that no handler can return: throttled, refused. */
export class SpecialOutcome {
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    this.outcome = outcome;
  }
}

/** Functions by ARN, in this process: remembers its invocations, and answers 200 where no handler is given. */
export class FakeLambda {
  readonly invocations: Invocation[] = [];
  readonly #handlers = new Map<string, Handler>();

  on(functionArn: string, handler: Handler): this {
    this.#handlers.set(functionArn, handler);
    return this;
  }

  /** The events that a function got so far. */
  events(functionArn: string): readonly SeenEvent[] {
    return this.invocations
      .filter((invocation) => invocation.functionArn === functionArn)
      .map(({ event }) => event);
  }

  /** Waits for a function's nth event. */
  async event(functionArn: string, count = 1): Promise<SeenEvent> {
    await until(`invocation ${count} of ${functionArn}`, () => this.events(functionArn).length >= count);
    const event = this.events(functionArn)[count - 1];
    if (!event) throw new Error(`cannot find invocation ${count} of ${functionArn}`);
    return event;
  }

  readonly invoke: Invoke = async (functionArn, payload, caller) => {
    const event: SeenEvent = JSON.parse(payload);
    this.invocations.push({ functionArn, event, caller });
    const requestId = `request-${this.invocations.length}`;
    try {
      const handler = this.#handlers.get(functionArn) ?? (() => ({ statusCode: 200 }));
      const returned = await handler(event);
      if (returned instanceof SpecialOutcome) return returned.outcome;
      return { kind: 'returned', requestId, payload: JSON.stringify(returned ?? null) };
    } catch (error) {
      const errorMessage = error instanceof Error ? error.message : String(error);
      return { kind: 'failed', requestId, errorType: 'Error', errorMessage, payload: '{}' };
    }
  };
}
