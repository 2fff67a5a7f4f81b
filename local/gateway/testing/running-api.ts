import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import type { WebSocketApiConfig } from '../config.ts';
import type { GatewayEvent } from '../events/gateway-event.ts';
import {
  startWebSocketApi,
  type WebSocketApi,
  type WebSocketApiOptions,
} from '../websocket/start-websocket-api.ts';
import { FakeLambda } from './fake-lambda.ts';
import { connect, type SocketClient } from './socket-client.ts';

export const testKey = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a secret of tests' };

/** An API that a test runs, with its functions and what it told. */
export type RunningApi = AsyncDisposable & {
  readonly api: WebSocketApi;
  readonly lambda: FakeLambda;
  readonly told: GatewayEvent[];
  /** A client of the management API, unmodified. */
  readonly management: ApiGatewayManagementApiClient;
  /** Opens a connection and finds out its id. */
  readonly open: (query?: string) => Promise<SocketClient & { readonly id: string }>;
};

/** Runs an API on a free port until the test ends. */
export async function runApi(
  config: WebSocketApiConfig,
  different: Partial<WebSocketApiOptions> = {},
): Promise<RunningApi> {
  const lambda = new FakeLambda();
  const told: GatewayEvent[] = [];
  const credentials = new Map([[testKey.accessKeyId, testKey.secretAccessKey]]);
  const api = await startWebSocketApi(config, {
    port: 0,
    credentials,
    invoke: lambda.invoke,
    onEvent: (event) => told.push(event),
    ...different,
  });
  const management = new ApiGatewayManagementApiClient({
    endpoint: api.managementUrl,
    region: config.region,
    credentials: testKey,
    maxAttempts: 1,
  });
  const open = async (query = '') => {
    const before = new Set(api.connections().map(({ connectionId }) => connectionId));
    const client = await connect(`${api.url}${query}`);
    const id = api.connections().find(({ connectionId }) => !before.has(connectionId))?.connectionId ?? '';
    return Object.assign(client, { id });
  };
  const dispose = async (): Promise<void> => {
    management.destroy();
    await api.close();
  };
  return { api, lambda, told, management, open, [Symbol.asyncDispose]: dispose };
}
