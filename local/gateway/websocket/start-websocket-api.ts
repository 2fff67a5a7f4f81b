import type { Duplex } from 'node:stream';
import { checkWebSocketConfig } from '../check-config.ts';
import { systemClock } from '../clock/clock.ts';
import type { WebSocketApiConfig } from '../config.ts';
import { newId } from '../events/new-id.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import { createGatewayServer, listen } from '../http-server.ts';
import type { MayManage } from '../management/handle-management.ts';
import { createAccountThrottle } from '../throttle/account-throttle.ts';
import { StageThrottle } from '../throttle/stage-throttle.ts';
import { closeWebSocketApi } from './close-websocket-api.ts';
import type { Connection } from './connection.ts';
import { endConnection } from './end-connection.ts';
import { handleRequest } from './handle-request.ts';
import { handleUpgrade } from './handle-upgrade.ts';
import { basePath } from './handshake.ts';
import { Lifetimes } from './lifetimes.ts';
import type { MessageOrder } from './message-order.ts';
import { Upgrader } from './open-connection.ts';
import { Ordering } from './ordering.ts';
import { createRouteTable } from './route-table.ts';
import type { WebSocketRuntime } from './runtime.ts';

export type WebSocketApiOptions = GatewayOptions & {
  /** Access key id to secret: who may sign management calls, and handshakes of an IAM route. */
  readonly credentials: ReadonlyMap<string, string>;
  /** Default `{ mode: 'concurrent' }`. */
  readonly order?: MessageOrder;
  /** `lenient` also takes unquoted keys, as the cloud was once seen to. Default `strict`. */
  readonly json?: 'strict' | 'lenient';
  /** Whether a signer may make a management call; default: every known key may. */
  readonly mayManage?: MayManage;
};

export type LiveConnection = {
  readonly connectionId: string;
  /** Milliseconds since the epoch, as is `lastActiveAt`. */
  readonly connectedAt: number;
  readonly lastActiveAt: number;
  readonly sourceIp: string;
  readonly userAgent?: string;
  /** Who the authorizer said it is. */
  readonly principalId?: string;
};

export type WebSocketApi = {
  /** `ws://host:port/stage`. */
  readonly url: string;
  /** `http://host:port/stage`: what `@connections` calls are made to. */
  readonly managementUrl: string;
  readonly port: number;
  readonly connections: () => readonly LiveConnection[];
  /** Closes every connection (1001), waits for `$disconnect` for a while, and frees the port. */
  readonly close: () => Promise<void>;
};

const goingAway = { code: 1001, reason: 'Going away' };

function createRuntime(config: WebSocketApiConfig, options: WebSocketApiOptions): WebSocketRuntime {
  const { clock = systemClock, order = { mode: 'concurrent' }, onEvent = () => undefined } = options;
  const account = options.account ?? createAccountThrottle(clock.now());
  const connections = new Map<string, Connection>();
  const expire = (connection: Connection): void => endConnection(runtime, connection, goingAway);
  const runtime: WebSocketRuntime = {
    config,
    clock,
    onEvent,
    connections,
    lifetimes: new Lifetimes(clock, connections, expire),
    credentials: options.credentials,
    routes: createRouteTable(config, options.json),
    throttle: new StageThrottle(config, account, clock),
    ordering: new Ordering(order, clock),
    newId: options.newId ?? newId,
    invoke: options.invoke,
    leaving: new Set(),
    farewells: new Set(),
  };
  return runtime;
}

function toLive({ id, connectedAt, lastActiveAt, identity, authorizer }: Connection): LiveConnection {
  const { sourceIp, userAgent } = identity;
  const principalId = authorizer?.['principalId'];
  return {
    connectionId: id,
    connectedAt,
    lastActiveAt,
    sourceIp,
    ...(userAgent !== undefined && { userAgent }),
    ...(principalId !== undefined && { principalId }),
  };
}

function createServer(runtime: WebSocketRuntime, options: WebSocketApiOptions) {
  const { mayManage = () => true, intercept } = options;
  return createGatewayServer({
    upgrades: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    onRequest: (request, response) => {
      if (!intercept?.(request, response)) handleRequest(runtime, mayManage, request, response);
    },
  });
}

/** Serves a WebSocket API and its management API on one port. Rejects with the system's error when the port is taken. */
export async function startWebSocketApi(
  config: WebSocketApiConfig,
  options: WebSocketApiOptions,
): Promise<WebSocketApi> {
  checkWebSocketConfig(config);
  const runtime = createRuntime(config, options);
  const upgrader = new Upgrader();
  const pending = new Set<Duplex>();
  const server = createServer(runtime, options);
  server.on('upgrade', (request, socket, head) => {
    pending.add(socket);
    const destroy = (): unknown => socket.destroy();
    socket.on('error', destroy);
    handleUpgrade(runtime, upgrader, { request, socket, head })
      .catch(destroy)
      .finally(() => {
        pending.delete(socket);
        socket.off('error', destroy);
      });
  });
  const { port, authority } = await listen(server, options.port, options.host);
  return {
    url: `ws://${authority}${basePath(config)}`,
    managementUrl: `http://${authority}${basePath(config)}`,
    port,
    connections: () => [...runtime.connections.values()].map(toLive),
    close: () => closeWebSocketApi(runtime, { server, pending }),
  };
}
