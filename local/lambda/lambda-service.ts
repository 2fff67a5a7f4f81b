import { randomUUID } from 'node:crypto';
import type { Clock } from '../gateway/clock/clock.ts';
import { functionArnIn } from '../template/function-arn.ts';
import type { FunctionConfig } from '../template/functions.ts';
import { AsyncQueue } from './async-queue.ts';
import type { Work } from './environment/execution-environment.ts';
import { FunctionPool, type RunningEnvironment, type StartEnvironment } from './function-pool.ts';
import type { Invoke, Outcome } from './invoke.ts';
import type { OnLambdaEvent } from './lambda-event.ts';
import type { PoolEnd } from './report.ts';

export type LambdaServiceOptions = {
  readonly functions: readonly FunctionConfig[];
  readonly environments: (config: FunctionConfig) => StartEnvironment;
  /** Whether the template lets a service invoke a function. */
  readonly mayInvoke: (
    functionArn: string,
    caller: { readonly service: string; readonly sourceArn: string },
  ) => boolean;
  readonly clock: Clock;
  readonly onEvent: OnLambdaEvent;
  /** The most processes of one function. */
  readonly maxEnvironments: (config: FunctionConfig) => number;
  readonly idleMs: number;
};

/** The Lambda functions of an app, and every way to invoke them. */
export class LambdaService {
  #options: LambdaServiceOptions;
  #pools = new Map<string, FunctionPool>();
  /** Pools whose last work may still run. */
  readonly #retired: FunctionPool[] = [];
  readonly #queue: AsyncQueue;

  constructor(options: LambdaServiceOptions) {
    this.#options = options;
    this.#queue = new AsyncQueue({
      clock: options.clock,
      run: (functionArn, payload, requestId) => this.invokeDirectly(functionArn, payload, { requestId }),
      config: (functionArn) => this.find(functionArn)?.asynchronous,
      onEvent: options.onEvent,
    });
    for (const config of options.functions) this.#pools.set(config.arn, this.#pool(config));
  }

  /** The function that a name or an ARN means, if there is one. */
  find(reference: string): FunctionConfig | undefined {
    return this.#pools.get(functionArnIn(reference))?.config;
  }

  /** Invokes for a service of AWS, when the template permits it. */
  readonly invoke: Invoke = async (functionArn, payload, caller) => {
    const requestId = randomUUID();
    if (!this.#options.mayInvoke(functionArnIn(functionArn), caller))
      return { kind: 'refused', requestId, reason: `${caller.service} may not invoke ${functionArn}` };
    return this.invokeDirectly(functionArn, payload, { requestId });
  };

  /** Invokes and waits for the result, asking nobody for permission. Never rejects. */
  async invokeDirectly(functionArn: string, payload: string, options: InvokeOptions = {}): Promise<Outcome> {
    const { requestId = randomUUID(), clientContext } = options;
    const pool = this.#pools.get(functionArnIn(functionArn));
    if (pool === undefined)
      return { kind: 'refused', requestId, reason: `Function not found: ${functionArn}` };
    const work: Work = {
      requestId,
      payload: Buffer.from(payload),
      traceId: traceId(this.#options.clock.now()),
      ...(clientContext === undefined ? {} : { clientContext }),
    };
    return outcomeOf(requestId, await pool.run(work));
  }

  /** Queues an asynchronous invocation, with its retries and destinations; returns its request id. */
  enqueue(functionArn: string, payload: string): string {
    return this.#queue.add(functionArnIn(functionArn), payload);
  }

  /** Takes over changed functions: each gets new environments, and the old ones end after their work. */
  replace(options: Pick<LambdaServiceOptions, 'functions' | 'environments' | 'mayInvoke'>): string[] {
    const before = this.#pools;
    this.#options = { ...this.#options, ...options };
    const changed: string[] = [];
    this.#pools = new Map(
      options.functions.map((config) => {
        const pool = before.get(config.arn);
        if (pool !== undefined && isSame(pool.config, config)) return [config.arn, pool];
        changed.push(config.label);
        return [config.arn, this.#pool(config)];
      }),
    );
    for (const [functionArn, pool] of before) {
      if (this.#pools.get(functionArn) === pool) continue;
      pool.retire();
      this.#retired.push(pool);
    }
    return changed;
  }

  /** Starts an environment of each function named, before it is asked for. */
  warm(functionArns: readonly string[]): void {
    for (const functionArn of functionArns) this.#pools.get(functionArn)?.warm(1);
  }

  /** Every process that runs a function, those of functions that were replaced and are still busy among them. */
  environments(): readonly RunningEnvironment[] {
    return [...this.#pools.values(), ...this.#retired].flatMap((pool) => pool.environments());
  }

  /** Ends all functions at once; resolves when their processes have ended. */
  async stop(): Promise<void> {
    this.#queue.stop();
    const pools = [...this.#pools.values(), ...this.#retired];
    await Promise.all(pools.map((pool) => pool.stop()));
  }

  #pool(config: FunctionConfig): FunctionPool {
    const { clock, idleMs, onEvent } = this.#options;
    const maxEnvironments = this.#options.maxEnvironments(config);
    return new FunctionPool({
      config,
      startEnvironment: this.#options.environments(config),
      maxEnvironments: Math.min(config.reservedConcurrency ?? maxEnvironments, maxEnvironments),
      idleMs,
      clock,
      onEvent,
    });
  }
}

export type InvokeOptions = { readonly requestId?: string; readonly clientContext?: string };

const isSame = (left: FunctionConfig, right: FunctionConfig) =>
  JSON.stringify(left) === JSON.stringify(right);

function outcomeOf(requestId: string, end: PoolEnd): Outcome {
  if (end.kind === 'returned') return { kind: 'returned', requestId, payload: end.payload };
  if (end.kind === 'throttled') return { kind: 'throttled', requestId };
  return { kind: 'failed', requestId, ...end.failure };
}

function traceId(now: number): string {
  const random = randomUUID().replaceAll('-', '');
  const seconds = Math.floor(now / 1000).toString(16);
  return `Root=1-${seconds}-${random.slice(0, 24)};Parent=${random.slice(16)};Sampled=0`;
}
