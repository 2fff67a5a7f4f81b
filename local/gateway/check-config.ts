import type { WebSocketApiConfig } from './config.ts';

const reserved = new Set(['$connect', '$disconnect', '$default']);

/** What the cloud would refuse to deploy, so that it doesn't run here either. */
const faults: readonly ((config: WebSocketApiConfig) => string | undefined)[] = [
  ({ routes }) => {
    const wrong = routes.find(({ routeKey }) => routeKey.startsWith('$') && !reserved.has(routeKey));
    return wrong && `the route key ${wrong.routeKey} starts with $`;
  },
  ({ routes }) => {
    const guarded = routes.find(
      ({ routeKey, authorization }) => routeKey !== '$connect' && authorization.kind !== 'none',
    );
    return guarded && `the route ${guarded.routeKey} has an authorizer, which only $connect may have`;
  },
  ({ routes }) => (routes.length > 300 ? `it has ${routes.length} routes, and 300 are the limit` : undefined),
  ({ routes }) => {
    const ids = new Set(
      routes.flatMap(({ authorization }) =>
        'authorizerId' in authorization ? [authorization.authorizerId] : [],
      ),
    );
    return ids.size > 10 ? `it has ${ids.size} authorizers, and 10 are the limit` : undefined;
  },
];

/** Throws when an API is one that the cloud would refuse. */
export function checkWebSocketConfig(config: WebSocketApiConfig): void {
  for (const fault of faults) {
    const text = fault(config);
    if (text !== undefined) throw new Error(`cannot start the WebSocket API ${config.name}: ${text}`);
  }
}
