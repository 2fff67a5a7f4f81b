import type { HttpApiConfig, HttpRoute } from '../config.ts';
import { requestTime } from '../events/request-time.ts';
import type { HttpCall } from './http-call.ts';
import type { HttpMatch } from './http-route-table.ts';

type Event = Readonly<Record<string, unknown>>;

/** The ARN of a route, as authorizers and permissions name it. */
export function httpRouteArn(config: HttpApiConfig, { routeKey }: HttpRoute, call: HttpCall): string {
  const { region, accountId, apiId, stage } = config;
  const resource = routeKey === '$default' ? '$default' : `${call.method}${call.routePath}`;
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/${resource}`;
}

function filled(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  return Object.keys(values).length > 0 ? values : undefined;
}

/** Parameters of a query; several of a name joined by commas. */
export function queryParameters(query: URLSearchParams): Readonly<Record<string, string>> {
  const parameters: Record<string, string> = Object.create(null);
  for (const name of query.keys()) parameters[name] = query.getAll(name).join(',');
  return parameters;
}

/** What an authorizer is told in `context.` sources, and a function in `requestContext`. */
export function httpRequestContext(config: HttpApiConfig, { route }: HttpMatch, call: HttpCall): Event {
  const { accountId, apiId, domainName, stage } = config;
  return {
    accountId,
    apiId,
    domainName,
    domainPrefix: domainName.split('.')[0],
    http: {
      method: call.method,
      path: call.path,
      protocol: call.protocol,
      sourceIp: call.sourceIp,
      userAgent: call.headers['user-agent'] ?? '',
    },
    requestId: call.requestId,
    routeKey: route.routeKey,
    stage,
    time: requestTime(call.at),
    timeEpoch: call.at,
  };
}

/** The fields that the event of a function and that of an authorizer share. */
function common(config: HttpApiConfig, match: HttpMatch, call: HttpCall): Event {
  return {
    routeKey: match.route.routeKey,
    rawPath: call.path,
    rawQueryString: call.rawQuery,
    cookies: call.cookies.length > 0 ? call.cookies : undefined,
    headers: call.headers,
    queryStringParameters: filled(queryParameters(call.query)),
    pathParameters: filled(match.pathParameters),
    stageVariables: filled(config.stageVariables),
  };
}

export type EventBody = { readonly body?: string; readonly isBase64Encoded: boolean };

/** The event of a function, payload format 2.0. `authorizer` is what a Lambda authorizer gave as context. */
export function httpEvent(
  config: HttpApiConfig,
  match: HttpMatch,
  call: HttpCall,
  given: { readonly body: EventBody; readonly authorizer?: unknown },
): Event {
  const authorizer = given.authorizer === undefined ? undefined : { lambda: given.authorizer };
  return {
    version: '2.0',
    ...common(config, match, call),
    requestContext: { ...httpRequestContext(config, match, call), authorizer },
    ...given.body,
  };
}

/** The event of a Lambda authorizer, payload format 2.0. */
export function httpAuthorizerEvent(
  config: HttpApiConfig,
  match: HttpMatch,
  call: HttpCall,
  identitySource: readonly string[],
): Event {
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: httpRouteArn(config, match.route, call),
    identitySource,
    ...common(config, match, call),
    requestContext: httpRequestContext(config, match, call),
  };
}
