import type { Invoke } from '../../lambda/invoke.ts';
import type { Clock } from '../clock/clock.ts';
import type { HttpApiConfig } from '../config.ts';
import { callLambda } from '../integration/call-lambda.ts';
import type { StageThrottle } from '../throttle/stage-throttle.ts';
import { eventBody } from './event-body.ts';
import type { HttpAuthorizers } from './http-authorizer.ts';
import type { HttpCall } from './http-call.ts';
import { httpEvent } from './http-event.ts';
import { httpEventV1 } from './http-event-v1.ts';
import {
  gatewayResponse,
  type HttpResponse,
  internalServerError,
  readHttpResponse,
} from './http-response.ts';
import type { HttpMatch, HttpRouteTable } from './http-route-table.ts';

/** What the parts of a running HTTP API share. */
export type HttpRuntime = {
  readonly config: HttpApiConfig;
  readonly clock: Clock;
  readonly invoke: Invoke;
  readonly throttle: StageThrottle;
  readonly findRoute: HttpRouteTable;
  readonly authorizers: HttpAuthorizers;
};

const maxTimeoutMs = 30_000;

const refusals = {
  401: gatewayResponse(401, 'Unauthorized'),
  403: gatewayResponse(403, 'Forbidden'),
  500: internalServerError,
};

/** The ARN that a function's permission names: method and path of the route, with its variables as wildcards. */
function sourceArn({ region, accountId, apiId, stage }: HttpApiConfig, routeKey: string): string {
  const [method = '', path] = routeKey.split(' ');
  const resource = path === undefined ? method : `${method === 'ANY' ? '*' : method}${path}`;
  return `arn:aws:execute-api:${region}:${accountId}:${apiId}/${stage}/${resource}`;
}

async function integrate(
  runtime: HttpRuntime,
  match: HttpMatch,
  call: HttpCall,
  given: { readonly body: Buffer; readonly authorizer?: unknown },
): Promise<HttpResponse> {
  const { config } = runtime;
  const { integration, routeKey } = match.route;
  const toEvent = integration.payloadVersion === '2.0' ? httpEvent : httpEventV1;
  const event = toEvent(config, match, call, { ...given, body: eventBody(given.body, call.headers) });
  const timeoutMs = Math.min(integration.timeoutMs, maxTimeoutMs);
  const target = { functionArn: integration.functionArn, timeoutMs, sourceArn: sourceArn(config, routeKey) };
  const result = await callLambda(runtime, target, event);
  if (result.kind === 'returned') return readHttpResponse(result.payload, integration.payloadVersion);
  const unavailable = result.kind === 'timed out' || result.kind === 'throttled';
  return unavailable ? gatewayResponse(503, 'Service Unavailable') : internalServerError;
}

/** Answers a call that isn't a preflight: the limits first, then the authorizer, then the function. */
export async function answerHttpCall(
  runtime: HttpRuntime,
  call: HttpCall,
  match: HttpMatch | undefined,
  body: Buffer,
): Promise<HttpResponse> {
  if (!runtime.throttle.admit(match?.route.routeKey)) return gatewayResponse(429, 'Too Many Requests');
  if (!match) return gatewayResponse(404, 'Not Found');
  const { authorizer } = match.route;
  if (!authorizer) return integrate(runtime, match, call, { body });
  const verdict = await runtime.authorizers.authorize(authorizer, match, call);
  if (verdict.kind === 'refused') return refusals[verdict.status];
  return integrate(runtime, match, call, { body, authorizer: verdict.context });
}
