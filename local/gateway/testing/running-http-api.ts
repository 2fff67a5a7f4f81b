import type { HttpApiConfig, HttpRoute } from '../config.ts';
import type { GatewayEvent } from '../events/gateway-event.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import { type HttpApi, startHttpApi } from '../http/start-http-api.ts';
import { FakeLambda } from './fake-lambda.ts';

/** A route to a function that bears its key. */
export function httpRoute(routeKey: string, different: Partial<HttpRoute> = {}): HttpRoute {
  const integration = { functionArn: routeKey, payloadVersion: '2.0', timeoutMs: 30_000 } as const;
  return { routeKey, integration, throttle: {}, ...different };
}

/** An API on the `$default` stage. */
export function httpConfig(
  routes: readonly HttpRoute[],
  different: Partial<HttpApiConfig> = {},
): HttpApiConfig {
  return {
    kind: 'http',
    apiId: 'h1234',
    name: 'a test',
    region: 'eu-central-1',
    accountId: '123456789012',
    domainName: 'h1234.execute-api.eu-central-1.amazonaws.com',
    stage: '$default',
    stageVariables: {},
    throttle: {},
    routes,
    ...different,
  };
}

export type RunningHttpApi = AsyncDisposable & {
  readonly api: HttpApi;
  readonly lambda: FakeLambda;
  readonly told: GatewayEvent[];
  /** Calls a path below the URL of the API. */
  readonly call: (path: string, init?: RequestInit) => Promise<Response>;
};

/** Runs an HTTP API on a free port until the test ends. */
export async function runHttpApi(
  config: HttpApiConfig,
  different: Partial<GatewayOptions> = {},
): Promise<RunningHttpApi> {
  const lambda = new FakeLambda();
  const told: GatewayEvent[] = [];
  const onEvent = (event: GatewayEvent): unknown => told.push(event);
  const api = await startHttpApi(config, { port: 0, invoke: lambda.invoke, onEvent, ...different });
  const call = (path: string, init?: RequestInit): Promise<Response> => fetch(`${api.url}${path}`, init);
  return { api, lambda, told, call, [Symbol.asyncDispose]: () => api.close() };
}
