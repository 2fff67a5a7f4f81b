import type { Invoke } from '../../lambda/invoke.ts';
import type { Clock } from '../clock/clock.ts';
import type { WebSocketApiConfig } from '../config.ts';
import type { OnEvent } from '../events/gateway-event.ts';
import type { StageThrottle } from '../throttle/stage-throttle.ts';
import type { Connection } from './connection.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { Ordering } from './ordering.ts';
import type { RouteTable } from './route-table.ts';

/** What the parts of a running WebSocket API share. */
export type WebSocketRuntime = {
  readonly config: WebSocketApiConfig;
  readonly credentials: ReadonlyMap<string, string>;
  readonly routes: RouteTable;
  readonly throttle: StageThrottle;
  readonly ordering: Ordering;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly invoke: Invoke;
  readonly onEvent: OnEvent;
  /** The open connections: one that isn't here is gone for every post. */
  readonly connections: Map<string, Connection>;
  /** Those that are ending: gone for posts, their sockets not yet closed. */
  readonly leaving: Set<Connection>;
  readonly lifetimes: Lifetimes;
  /** `$disconnect` invocations that still run. */
  readonly farewells: Set<Promise<void>>;
};

/** The ARN of a route, as policies and permissions name it. */
export function routeArn({ region, accountId, apiId, stage }: WebSocketApiConfig, routeKey: string): string {
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/${routeKey}`;
}
