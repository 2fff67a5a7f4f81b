import type { HttpApiConfig } from '../config.ts';
import { requestTime } from '../events/request-time.ts';
import type { HttpCall } from './http-call.ts';
import type { EventBody } from './http-event.ts';
import type { HttpMatch } from './http-route-table.ts';

type Event = Readonly<Record<string, unknown>>;

const nullIfEmpty = (values: Event): Event | null => (Object.keys(values).length > 0 ? values : null);

function lists(values: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.split(',')]));
}

function queryFields({ query }: HttpCall): Event {
  const names = [...new Set(query.keys())];
  const last = Object.fromEntries(names.map((name) => [name, query.getAll(name).at(-1)]));
  const all = Object.fromEntries(names.map((name) => [name, query.getAll(name)]));
  return { queryStringParameters: nullIfEmpty(last), multiValueQueryStringParameters: nullIfEmpty(all) };
}

function context(config: HttpApiConfig, { route }: HttpMatch, call: HttpCall, authorizer: unknown): Event {
  const { accountId, apiId, domainName, stage } = config;
  return {
    accountId,
    apiId,
    authorizer,
    domainName,
    domainPrefix: domainName.split('.')[0],
    extendedRequestId: call.requestId,
    httpMethod: call.method,
    identity: { sourceIp: call.sourceIp, userAgent: call.headers['user-agent'] ?? '' },
    path: call.path,
    protocol: call.protocol,
    requestId: call.requestId,
    requestTime: requestTime(call.at),
    requestTimeEpoch: call.at,
    resourcePath: route.routeKey.split(' ').at(-1),
    stage,
  };
}

/** The event of a function, payload format 1.0. */
export function httpEventV1(
  config: HttpApiConfig,
  match: HttpMatch,
  call: HttpCall,
  given: { readonly body: EventBody; readonly authorizer?: unknown },
): Event {
  const { cookies } = call;
  const headers = cookies.length > 0 ? { ...call.headers, cookie: cookies.join('; ') } : call.headers;
  return {
    version: '1.0',
    resource: match.route.routeKey.split(' ').at(-1),
    path: call.path,
    httpMethod: call.method,
    headers,
    multiValueHeaders: lists(headers),
    ...queryFields(call),
    requestContext: context(config, match, call, given.authorizer),
    pathParameters: nullIfEmpty(match.pathParameters),
    stageVariables: nullIfEmpty(config.stageVariables),
    body: given.body.body ?? null,
    isBase64Encoded: given.body.isBase64Encoded,
  };
}
