import { randomUUID } from 'node:crypto';
import type { Clock } from '../gateway/clock/clock.ts';
import type { FunctionConfig } from '../template/functions.ts';
import { exited } from './environment/end.ts';
import type { ExecutionEnvironment, Work } from './environment/execution-environment.ts';
import type { InvocationEvent, OnLambdaEvent } from './lambda-event.ts';
import { type PoolEnd, report } from './report.ts';

/** What a pool makes environments with. */
export type StartEnvironment = (calls: {
  readonly onReady: () => void;
  readonly onEnd: () => void;
}) => ExecutionEnvironment;

export type PoolOptions = {
  readonly config: FunctionConfig;
  readonly startEnvironment: StartEnvironment;
  /** The most processes of this function; more work waits, as long as the function's concurrency allows. */
  readonly maxEnvironments: number;
  readonly idleMs: number;
  readonly clock: Clock;
  readonly onEvent: OnLambdaEvent;
};

/** A process that runs a function; `isBusy` while it works on an invocation. */
export type RunningEnvironment = {
  readonly functionName: string;
  readonly pid: number;
  readonly isBusy: boolean;
};

type Waiting = { readonly work: Work; readonly settle: (end: PoolEnd) => void; readonly since: number };
type Member = {
  readonly environment: ExecutionEnvironment;
  state: 'starting' | 'idle' | 'busy' | 'ended';
  /** Milliseconds that its initialization took; taken by the first invocation. */
  initMs: number | undefined;
  reap: (() => void) | undefined;
};

const initLimitMs = 10_000;

/** The environments of one function, and the work that waits for one. */
export class FunctionPool {
  readonly config: FunctionConfig;
  readonly #options: PoolOptions;
  readonly #members = new Set<Member>();
  readonly #idle: Member[] = [];
  readonly #waiting: Waiting[] = [];
  #inFlight = 0;
  #isClosed = false;
  #isStopped = false;

  constructor(options: PoolOptions) {
    this.config = options.config;
    this.#options = options;
  }

  /** Runs work in the most recently used free environment, a new one, or the first that comes free. Never rejects. */
  async run(work: Work): Promise<PoolEnd> {
    const { reservedConcurrency = Number.POSITIVE_INFINITY } = this.config;
    if (this.#inFlight >= reservedConcurrency) return this.#throttle(work);
    this.#inFlight += 1;
    const end = await new Promise<PoolEnd>((settle) => {
      this.#waiting.push({ work, settle, since: performance.now() });
      this.#assign();
    });
    this.#inFlight -= 1;
    return end;
  }

  /** The processes that have started and not ended, by the function's label. */
  environments(): readonly RunningEnvironment[] {
    return [...this.#members].flatMap(({ environment: { pid }, state }) =>
      pid === undefined ? [] : [{ functionName: this.config.label, pid, isBusy: state === 'busy' }],
    );
  }

  /** Starts environments before they are asked for. */
  warm(count: number): void {
    for (let index = this.#members.size; index < count; index += 1) this.#start();
  }

  /** Takes no new environment into use: idle ones end now, busy ones after their work. */
  retire(): void {
    this.#isClosed = true;
    for (const member of this.#members) if (member.state === 'idle') void member.environment.stop();
  }

  /** Ends everything at once, what waits included: no process is started any more. Resolves when all have ended. */
  async stop(): Promise<void> {
    this.#isClosed = true;
    this.#isStopped = true;
    for (const { work, settle } of this.#waiting.splice(0))
      settle({ kind: 'failed', failure: exited(work.requestId, { code: null, signal: 'SIGKILL' }) });
    await Promise.all([...this.#members].map(({ environment }) => environment.stop()));
  }

  #assign(): void {
    if (this.#isStopped) return;
    while (this.#waiting.length > 0) {
      const member = this.#idle.pop();
      const next = member === undefined ? undefined : this.#waiting.shift();
      if (member === undefined || next === undefined) break;
      void this.#work(member, next);
    }
    const starting = [...this.#members].filter(({ state }) => state === 'starting').length;
    const room = this.#options.maxEnvironments - this.#members.size;
    const wanted = Math.min(this.#waiting.length - starting, room);
    for (let index = 0; index < wanted; index += 1) this.#start();
  }

  #start(): void {
    const member: Member = {
      environment: this.#options.startEnvironment({
        onReady: () => this.#free(member),
        onEnd: () => this.#lose(member),
      }),
      state: 'starting',
      initMs: undefined,
      reap: undefined,
    };
    this.#members.add(member);
    void this.#init(member);
  }

  async #init(member: Member): Promise<void> {
    const started = performance.now();
    const end = await member.environment.init(this.#waiting[0]?.work.requestId ?? randomUUID(), initLimitMs);
    member.initMs = performance.now() - started;
    if (end.kind === 'ready') return;
    const unlucky = this.#waiting.shift();
    if (unlucky !== undefined) this.#settle(unlucky, member, { kind: 'failed', failure: end.failure });
  }

  async #work(member: Member, { work, settle }: Waiting): Promise<void> {
    member.state = 'busy';
    member.reap?.();
    const since = performance.now();
    const end = await member.environment.run(work);
    const result: PoolEnd =
      'failure' in end
        ? { kind: 'failed', failure: end.failure }
        : { kind: 'returned', payload: end.payload };
    this.#settle({ work, settle, since }, member, result);
  }

  #settle({ work, settle, since }: Waiting, member: Member, end: PoolEnd): void {
    settle(end);
    this.#options.onEvent({
      ...report(this.config, work.requestId, end),
      ...timing(performance.now() - since, member),
      peakMb: member.environment.peakMb,
    });
    member.initMs = undefined;
  }

  #free(member: Member): void {
    if (this.#isClosed && this.#waiting.length === 0) {
      void member.environment.stop();
      return;
    }
    member.state = 'idle';
    this.#idle.push(member);
    member.reap = this.#options.clock.after(this.#options.idleMs, () => {
      if (member.state === 'idle') void member.environment.stop();
    });
    this.#assign();
  }

  #lose(member: Member): void {
    member.state = 'ended';
    member.reap?.();
    this.#members.delete(member);
    const at = this.#idle.indexOf(member);
    if (at !== -1) this.#idle.splice(at, 1);
    this.#assign();
  }

  #throttle(work: Work): PoolEnd {
    const end: PoolEnd = { kind: 'throttled' };
    this.#options.onEvent({
      ...report(this.config, work.requestId, end),
      durationMs: 0,
      billedMs: 0,
      peakMb: 0,
    });
    return end;
  }
}

function timing(
  durationMs: number,
  { initMs }: Member,
): Pick<InvocationEvent, 'durationMs' | 'billedMs' | 'initMs'> {
  const billedMs = Math.ceil(durationMs + (initMs ?? 0));
  return { durationMs, billedMs, ...(initMs === undefined ? {} : { initMs }) };
}
