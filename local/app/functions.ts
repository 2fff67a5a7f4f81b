import type { CdkJson } from '../assembly/cdk-json.ts';
import type { Clock } from '../gateway/clock/clock.ts';
import { startLambdaApi } from '../lambda/api/lambda-api.ts';
import { Keys } from '../lambda/environment/credentials.ts';
import { environmentsFor } from '../lambda/environment/environments.ts';
import type { Outcome } from '../lambda/invoke.ts';
import type { OnLambdaEvent } from '../lambda/lambda-event.ts';
import { LambdaService } from '../lambda/lambda-service.ts';
import type { Cleanups } from '../processes/cleanups.ts';
import type { Guard } from '../processes/guard.ts';
import type { Ports } from '../processes/ports.ts';
import type { FunctionConfig } from '../template/functions.ts';
import type { ScheduledFunction } from '../template/schedules.ts';
import type { Trigger } from '../template/triggers.ts';
import { inspectPorts } from './inspect-ports.ts';
import type { PlacedPlan } from './load-plan.ts';
import type { RecentEvents } from './recent.ts';
import { runTriggers } from './run-triggers.ts';
import type { FunctionEnvironment, LocalEvent } from './start-options.ts';

export type FunctionsOptions = {
  readonly placed: PlacedPlan;
  readonly runtimeFile: string;
  readonly cdkJson: CdkJson;
  readonly appRoot: string;
  readonly dataDir: string;
  readonly host: string;
  readonly basePort?: number;
  readonly clock: Clock;
  readonly recent: RecentEvents;
  readonly ports: Ports;
  readonly guard: Guard;
  readonly cleanups: Cleanups;
  readonly inspect?: readonly string[];
  readonly maxEnvironments?: number;
  readonly idleMs?: number;
  readonly functionEnvironment?: FunctionEnvironment;
  readonly say: (line: string) => void;
  readonly emit: (event: LocalEvent) => void;
};

/** The functions of an app with their keys, their rights, and Lambda's API. */
export class Functions {
  readonly keys = new Keys();
  readonly service: LambdaService;
  readonly #options: FunctionsOptions;
  readonly #inspect: ReadonlyMap<string, number>;
  #placed: PlacedPlan;
  #apiUrl = '';

  /** Starts nothing but Lambda's API: environments come with the first invocations. */
  static async start(options: FunctionsOptions): Promise<Functions> {
    const inspect = await inspectPorts(options.placed.plan.functions, options);
    const functions = new Functions(options, inspect);
    await functions.#serve();
    return functions;
  }

  private constructor(options: FunctionsOptions, inspect: ReadonlyMap<string, number>) {
    this.#options = options;
    this.#placed = options.placed;
    this.#inspect = inspect;
    const { clock, maxEnvironments = 10, idleMs = 600_000 } = options;
    this.service = new LambdaService({
      functions: [],
      environments: () => () => {
        throw new Error('cannot start an environment: there are no functions yet');
      },
      mayInvoke: () => false,
      clock,
      idleMs,
      // A debugger is attached to one process only.
      maxEnvironments: ({ label }) => (inspect.has(label) ? 1 : maxEnvironments),
      onEvent: this.#emit,
    });
    options.cleanups.add(() => this.service.stop());
  }

  get apiUrl(): string {
    return this.#apiUrl;
  }

  /** Takes over a plan; returns the labels of the functions that changed. */
  async replace(placed: PlacedPlan): Promise<string[]> {
    this.#placed = placed;
    const { mayInvoke } = placed.plan;
    const functions = placed.plan.functions.map((config) => this.#configured(config));
    const { dataDir, runtimeFile, appRoot, guard } = this.#options;
    const environments = await environmentsFor(functions, {
      ...{ dataDir, runtimeFile, appRoot, keys: this.keys, inspect: this.#inspect },
      variables: this.#variables(),
      onEvent: this.#emit,
      adopt: guard.adopt,
    });
    return this.service.replace({ functions, environments, mayInvoke });
  }

  /** By label, name or ARN. */
  invoke(name: string, payload: unknown): Promise<Outcome> {
    const { functions } = this.#placed.plan;
    const found = functions.find((config) => config.label === name || config.name === name);
    return this.service.invokeDirectly(found?.arn ?? name, JSON.stringify(payload) ?? 'null');
  }

  /** Whether the owner of a key may do something, by the policies of the template. */
  may(accessKeyId: string, action: string, resource: string): boolean {
    const role = this.keys.roleOf(accessKeyId);
    return role === undefined || this.#placed.plan.mayDo(role, action, resource);
  }

  runTriggers(triggers: readonly Trigger[]): Promise<void> {
    return runTriggers(triggers, this.service, this.#options.say);
  }

  /** @NOTE EventBridge Scheduler invokes by a role of its own, a rule by the function's permission. */
  runScheduled({ functionArn, service, sourceArn, name }: ScheduledFunction, payload: string): void {
    const isRule = service === 'events.amazonaws.com';
    if (!isRule || this.#placed.plan.mayInvoke(functionArn, { service, sourceArn }))
      this.service.enqueue(functionArn, payload);
    else this.#emit({ kind: 'note', text: `the rule ${name} may not invoke ${functionArn}` });
  }

  async #serve(): Promise<void> {
    const { ports, host, recent, cleanups, cdkJson, placed } = this.#options;
    const api = await startLambdaApi({
      port: await ports.take('lambda'),
      host,
      service: this.service,
      mayInvoke: (accessKeyId, functionArn) => this.may(accessKeyId, 'lambda:InvokeFunction', functionArn),
      logTail: (requestId) => recent.logTail(requestId),
    });
    cleanups.add(api.close);
    this.#apiUrl = api.url;
    await this.replace(placed);
    const isWarm = ({ label }: FunctionConfig) => cdkJson.local.warm.includes(label);
    this.service.warm(placed.plan.functions.filter(isWarm).map(({ arn }) => arn));
  }

  #configured(config: FunctionConfig): FunctionConfig {
    const { functionEnvironment = () => ({}) } = this.#options;
    const { label, environment } = config;
    return { ...config, environment: { ...environment, ...functionEnvironment(label, environment) } };
  }

  readonly #emit: OnLambdaEvent = (event) => this.#options.emit({ source: 'lambda', event });

  /** Points the AWS SDK of every function here. */
  #variables(): Record<string, string> {
    const { plan, endpoints } = this.#placed;
    const [api] = plan.webSocketApis;
    const place = api && endpoints.apis.get(api.apiId);
    return {
      AWS_ENDPOINT_URL_LAMBDA: this.#apiUrl,
      ...(api && place && plan.webSocketApis.length === 1
        ? {
            AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: `http://${endpoints.innerHost}:${place.port}/${api.stage}`,
          }
        : {}),
    };
  }
}
