import type { WebSocketApiConfig } from '../config.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import type { MessageOrder } from './message-order.ts';

export type WebSocketApiOptions = GatewayOptions & {
  /** Access key id to secret: who may sign management calls, and handshakes of an IAM route. */
  readonly credentials: ReadonlyMap<string, string>;
  /** Default `{ mode: 'concurrent' }`. */
  readonly order?: MessageOrder;
  /** `lenient` also takes unquoted keys, as the cloud was once seen to. Default `strict`. */
  readonly json?: 'strict' | 'lenient';
  /** Whether a signer may make a management call; default: every known key may. */
  readonly mayManage?: (call: { readonly accessKeyId: string; readonly resource: string }) => boolean;
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

/** Serves a WebSocket API and its management API on one port. Rejects with the system's error when the port is taken. */
export function startWebSocketApi(
  _config: WebSocketApiConfig,
  _options: WebSocketApiOptions,
): Promise<WebSocketApi> {
  return Promise.reject(new Error('cannot start the WebSocket API: it is being built'));
}
