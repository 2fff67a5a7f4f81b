import type { FunctionConfig } from '../../template/functions.ts';
import { exited, type Failure, killedForMemory, posted, responseTooLarge, timedOut } from './end.ts';
import type { FunctionProcess, Spawn } from './function-process.ts';
import { memoryUseMb } from './memory-use.ts';
import { RuntimeServer } from './runtime-server.ts';

/** What an environment is asked to do. */
export type Work = {
  readonly requestId: string;
  readonly payload: Buffer;
  readonly traceId: string;
  readonly clientContext?: string;
};

/** How an invocation ended inside its environment. */
export type WorkEnd = { readonly payload: string } | { readonly failure: Failure };

/** How the initialization ended. */
export type InitEnd = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly failure: Failure };

export type EnvironmentOptions = {
  readonly config: FunctionConfig;
  readonly spawn: Spawn;
  /** Stops the process between invocations, as Lambda freezes it. */
  readonly freezes: boolean;
  /** A debugger is attached: nothing is killed for taking long. */
  readonly isPatient: boolean;
  /** Called when it can take an invocation, at first and after each one. */
  readonly onReady: () => void;
  /** Called once, when its process has ended. */
  readonly onEnd: () => void;
};

const longestResponse = 6_291_556;

/** One process that runs one invocation of a function at a time. */
export class ExecutionEnvironment {
  readonly #options: EnvironmentOptions;
  readonly #server: RuntimeServer;
  #process: FunctionProcess | undefined;
  #settleInit: ((end: InitEnd) => void) | undefined;
  #work: { readonly requestId: string; readonly settle: (end: WorkEnd) => void } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #verdict: Failure | undefined;
  #peakMb = 0;
  #requestId: string | undefined;
  readonly #hasEnded = Promise.withResolvers<void>();

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.#server = new RuntimeServer({
      onNext: () => this.#ready(),
      onResponse: (requestId, payload) => this.#finish(requestId, responded(payload)),
      onError: (requestId, payload) => this.#finish(requestId, { failure: posted(payload) }),
      onInitError: (payload) => this.#initialized({ kind: 'failed', failure: posted(payload) }),
    });
  }

  /** The invocation that runs, or that ran last: its last lines may come after its response. */
  get requestId(): string | undefined {
    return this.#requestId;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** The most memory seen in use, in MB. */
  get peakMb(): number {
    this.#measure();
    return this.#peakMb;
  }

  /** Starts the process and waits until the handler is loaded; kills it after `limitMs`. Never rejects. */
  async init(requestId: string, limitMs: number): Promise<InitEnd> {
    const ended = new Promise<InitEnd>((resolve) => {
      this.#settleInit = resolve;
    });
    this.#process = this.#options.spawn(await this.#server.listen(), (exit) => {
      this.#ended(this.#verdict ?? exited(this.requestId ?? requestId, exit));
    });
    this.#limit(requestId, limitMs);
    return ended;
  }

  /** Runs one invocation; the environment has to be ready. Never rejects. */
  run(work: Work): Promise<WorkEnd> {
    const { config } = this.#options;
    return new Promise((settle) => {
      this.#work = { requestId: work.requestId, settle };
      this.#requestId = work.requestId;
      this.#process?.resume();
      this.#limit(work.requestId, config.timeoutMs);
      this.#server.give(
        {
          'Lambda-Runtime-Aws-Request-Id': work.requestId,
          'Lambda-Runtime-Deadline-Ms': String(Date.now() + config.timeoutMs),
          'Lambda-Runtime-Invoked-Function-Arn': config.arn,
          'Lambda-Runtime-Trace-Id': work.traceId,
          ...(work.clientContext === undefined
            ? {}
            : { 'Lambda-Runtime-Client-Context': work.clientContext }),
        },
        work.payload,
      );
    });
  }

  /** Ends the process at once; resolves when it has ended. */
  stop(): Promise<void> {
    this.#process?.kill();
    return this.#process === undefined ? Promise.resolve() : this.#hasEnded.promise;
  }

  #ready(): void {
    this.#clear();
    this.#initialized({ kind: 'ready' });
    if (this.#options.freezes) this.#process?.freeze();
    this.#options.onReady();
  }

  #initialized(end: InitEnd): void {
    const settle = this.#settleInit;
    if (settle === undefined) return;
    this.#settleInit = undefined;
    settle(end);
  }

  #finish(requestId: string, end: WorkEnd): void {
    const work = this.#work;
    if (work?.requestId !== requestId) return;
    this.#work = undefined;
    work.settle(end);
  }

  #ended(failure: Failure): void {
    this.#clear();
    this.#server.close();
    this.#initialized({ kind: 'failed', failure });
    if (this.#work !== undefined) this.#finish(this.#work.requestId, { failure });
    this.#options.onEnd();
    this.#hasEnded.resolve();
  }

  /** Kills the process when it takes longer than `ms`, or more memory than it may. */
  #limit(requestId: string, ms: number): void {
    const deadline = performance.now() + ms;
    const watch = () => {
      this.#measure();
      if (this.#peakMb > this.#options.config.memoryMb) this.#condemn(killedForMemory(requestId));
      else if (performance.now() >= deadline && !this.#options.isPatient)
        this.#condemn(timedOut(requestId, ms));
      else this.#timer = setTimeout(watch, nextLook(deadline));
    };
    this.#timer = setTimeout(watch, nextLook(deadline));
  }

  #condemn(failure: Failure): void {
    this.#verdict = failure;
    void this.stop();
  }

  #measure(): void {
    const pid = this.#process?.pid;
    const used = pid === undefined ? undefined : memoryUseMb(pid);
    this.#peakMb = Math.max(this.#peakMb, used ?? 0);
  }

  #clear(): void {
    clearTimeout(this.#timer);
  }
}

const nextLook = (deadline: number) => Math.max(1, Math.min(200, deadline - performance.now()));

const responded = (payload: Buffer): WorkEnd =>
  payload.length > longestResponse
    ? { failure: responseTooLarge(payload.length) }
    : { payload: payload.toString() };
