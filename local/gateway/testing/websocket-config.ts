import type { Integration, WebSocketApiConfig, WebSocketRoute } from '../config.ts';

/** A proxy integration with the function that bears the name. */
export function lambda(functionArn: string, timeoutMs = 29_000): Integration {
  return { kind: 'lambda', functionArn, timeoutMs };
}

/** A one-way route to a function of the same name, open to all. */
export function route(routeKey: string, different: Partial<WebSocketRoute> = {}): WebSocketRoute {
  return {
    routeId: `route-${routeKey}`,
    routeKey,
    integration: lambda(routeKey),
    authorization: { kind: 'none' },
    returnsResponse: false,
    apiKeyRequired: false,
    throttle: {},
    ...different,
  };
}

/** `$connect` guarded by the function `authorizer`. */
export function guarded(
  identitySources: readonly string[] = ['route.request.querystring.token'],
): WebSocketRoute {
  const authorization = {
    kind: 'request',
    authorizerId: 'auth1',
    functionArn: 'authorizer',
    identitySources,
  } as const;
  return route('$connect', { authorization });
}

/** An API that selects by `action`, with a function of the same name for every key. */
export function websocketConfig(
  routes: readonly WebSocketRoute[],
  different: Partial<WebSocketApiConfig> = {},
): WebSocketApiConfig {
  return {
    kind: 'websocket',
    apiId: 'abcdef1234',
    name: 'a test',
    region: 'eu-central-1',
    accountId: '123456789012',
    domainName: 'abcdef1234.execute-api.eu-central-1.amazonaws.com',
    routeSelectionExpression: '$request.body.action',
    stage: 'prod',
    stageVariables: {},
    throttle: {},
    routes,
    ...different,
  };
}
