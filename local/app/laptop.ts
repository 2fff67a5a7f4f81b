import type { CdkJson } from '../assembly/cdk-json.ts';
import { dashboard } from '../dashboard/dashboard.ts';
import type { Cancel, Clock } from '../gateway/clock/clock.ts';
import type { LiveConnection } from '../gateway/websocket/start-websocket-api.ts';
import { buildRuntime } from '../lambda/environment/runtime-file.ts';
import type { Outcome } from '../lambda/invoke.ts';
import type { Cleanups } from '../processes/cleanups.ts';
import type { Guard } from '../processes/guard.ts';
import type { Ports } from '../processes/ports.ts';
import { settled } from '../processes/settled.ts';
import { runSchedules } from '../schedule/run-schedules.ts';
import type { Stack } from '../template/cloud-formation.ts';
import { type Backing, seconds, startBacking } from './backing-services.ts';
import { Functions } from './functions.ts';
import { loadStacks, type PlacedPlan, placePlan } from './load-plan.ts';
import type { RecentEvents } from './recent.ts';
import { Serving } from './serving.ts';
import type { LocalEvent, PublicEndpoints, Running, StartOptions } from './start-options.ts';

export type LaptopOptions = Omit<StartOptions, 'onEvent' | 'onProgress'> & {
  readonly cdkJson: CdkJson;
  readonly appRoot: string;
  readonly dataDir: string;
  readonly host: string;
  readonly publicHost: string;
  readonly clock: Clock;
  readonly recent: RecentEvents;
  readonly ports: Ports;
  readonly guard: Guard;
  readonly cleanups: Cleanups;
  readonly say: (line: string) => void;
  readonly emit: (event: LocalEvent) => void;
};

type Parts = {
  placed: PlacedPlan;
  readonly backing: Backing;
  readonly functions: Functions;
  readonly serving: Serving;
};

/** One app on this machine: what its plan says, and everything that runs for it. */
export class Laptop {
  readonly environments = () => this.#parts.functions.service.environments();
  readonly #options: LaptopOptions;
  #started: Parts | undefined;
  #stopSchedules: Cancel = () => undefined;

  constructor(options: LaptopOptions) {
    this.#options = options;
    options.cleanups.add(() => this.#stopSchedules());
  }

  get endpoints(): PublicEndpoints {
    const { placed, serving } = this.#parts;
    const { publicHost } = this.#options;
    const [page] = placed.endpoints.distributions.values();
    const http = serving.apis.find(({ config }) => config.kind === 'http');
    const websocket = serving.apis.find(({ config }) => config.kind === 'websocket');
    return {
      ...(page === undefined ? {} : { page: `http://${publicHost}:${page.port}` }),
      ...(http === undefined ? {} : { http: http.url }),
      ...(websocket === undefined ? {} : { websocket: websocket.url }),
    };
  }

  get facts(): Pick<
    Running,
    'apis' | 'lambdaUrl' | 'credentials' | 'databaseUrl' | 'redisUrl' | 'outputs' | 'notRun'
  > {
    const { placed, backing, functions, serving } = this.#parts;
    return {
      apis: new Map(serving.apis.map((api) => [api.name, api])),
      lambdaUrl: functions.apiUrl,
      credentials: functions.keys.owner,
      databaseUrl: backing.databaseUrl,
      redisUrl: backing.redisUrl,
      outputs: placed.outputs,
      notRun: placed.plan.notRun,
    };
  }

  async start(): Promise<void> {
    const { say } = this.#options;
    const since = performance.now();
    const [stacks, backing, runtimeFile] = await this.#prepare();
    const placed = await this.#place(stacks, backing);
    const { plan } = placed;
    say(`Read ${stacks.length} stack(s) with ${plan.functions.length} functions (${seconds(since)})`);
    for (const line of plan.notRun) say(`Not run here: ${line}`);
    const functions = await Functions.start({ ...this.#options, runtimeFile, placed });
    const serving = this.#serving(functions);
    this.#started = { placed, backing, functions, serving };
    await functions.runTriggers(plan.triggers);
    await serving.serve(plan);
    this.#schedule();
  }

  /** Synthesizes again and takes over what changed; what can't be read leaves everything as it is. */
  async reload(): Promise<string[]> {
    const parts = this.#parts;
    const since = performance.now();
    const before = parts.placed;
    const placed = await this.#place(await this.#load(), parts.backing);
    parts.placed = placed;
    const changed = await parts.functions.replace(placed);
    const { functions } = placed.plan;
    const arns = new Set(functions.filter(({ label }) => changed.includes(label)).map(({ arn }) => arn));
    await parts.functions.runTriggers(
      placed.plan.triggers.filter(({ functionArn }) => arns.has(functionArn)),
    );
    const restarted = await parts.serving.serve(placed.plan);
    this.#schedule();
    const isSame = changed.length === 0 && samePages(before, placed);
    const summary = isSame
      ? 'nothing changed'
      : [...changed, ...(samePages(before, placed) ? [] : ['page'])].join(', ');
    return [`Reloaded: ${summary} (${seconds(since)})`, ...restarted];
  }

  invoke(name: string, payload: unknown): Promise<Outcome> {
    return this.#parts.functions.invoke(name, payload);
  }

  connections(): readonly LiveConnection[] {
    return this.#parts.serving.apis.flatMap((api) => api.connections());
  }

  get #parts(): Parts {
    if (this.#started === undefined) throw new Error('cannot tell anything of the app: it has not started');
    return this.#started;
  }

  /** Waits for all of them even if one fails, so that each can be stopped. */
  async #prepare(): Promise<[Stack[], Backing, string]> {
    const { cdkJson, dataDir, ports, guard, cleanups, say, databaseUrl, redisUrl, parameters } =
      this.#options;
    for (const role of ['page', 'http', 'websocket', 'lambda'] as const) await ports.take(role);
    return settled([
      this.#load(),
      startBacking({
        parameters: { ...cdkJson.local.parameters, ...parameters },
        ...{ databaseUrl, redisUrl, dataDir, ports, cleanups, say },
        adopt: guard.adopt,
      }),
      buildRuntime(dataDir),
    ]);
  }

  #load(): Promise<Stack[]> {
    const { cdkJson, app = cdkJson.app, appRoot, dataDir } = this.#options;
    const context = { ...cdkJson.context, ...cdkJson.local.context, ...this.#options.context };
    return loadStacks({ app, appRoot, context, dataDir });
  }

  #place(stacks: readonly Stack[], { parameters }: Backing): Promise<PlacedPlan> {
    const { ports, publicHost } = this.#options;
    return placePlan({ stacks, parameters, ports, publicHost, innerHost: this.#innerHost });
  }

  get #innerHost(): string {
    const { host } = this.#options;
    return host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  }

  #serving(functions: Functions): Serving {
    const { emit, recent, publicHost, cleanups, order } = this.#options;
    const serving = new Serving({
      ...this.#options,
      order,
      innerHost: this.#innerHost,
      invoke: functions.service.invoke,
      credentials: functions.keys.secrets,
      mayManage: ({ accessKeyId, resource }) =>
        functions.may(accessKeyId, 'execute-api:ManageConnections', resource),
      onEvent: (event) => emit({ source: 'gateway', event }),
      intercept: dashboard({
        recent,
        hosts: [publicHost, 'localhost'],
        connections: () => this.connections(),
      }),
    });
    cleanups.add(() => serving.close());
    return serving;
  }

  #schedule(): void {
    const { placed, functions } = this.#parts;
    this.#stopSchedules();
    this.#stopSchedules = runSchedules(placed.plan.schedules, {
      clock: this.#options.clock,
      enqueue: (schedule, payload) => functions.runScheduled(schedule, payload),
    });
  }
}

const samePages = (left: PlacedPlan, right: PlacedPlan) =>
  JSON.stringify(left.plan.websites) === JSON.stringify(right.plan.websites);
