import type { IncomingMessage, ServerResponse } from 'node:http';
import { systemClock } from '../clock/clock.ts';
import type { HttpApiConfig } from '../config.ts';
import { newId } from '../events/new-id.ts';
import { newTraceId } from '../events/trace-id.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import { createGatewayServer, listen, stopListening } from '../http-server.ts';
import { readBody } from '../read-body.ts';
import { createAccountThrottle } from '../throttle/account-throttle.ts';
import { StageThrottle } from '../throttle/stage-throttle.ts';
import { answerHttpCall, type HttpRuntime } from './answer-http-call.ts';
import { answerPreflight, overwriteCors } from './cors.ts';
import { HttpAuthorizers } from './http-authorizer.ts';
import { type HttpCall, readHttpCall } from './http-call.ts';
import { gatewayResponse, type HttpResponse } from './http-response.ts';
import { createHttpRouteTable, type HttpMatch } from './http-route-table.ts';
import { writeResponse } from './write-response.ts';

export type HttpApi = {
  /** `http://host:port`, with the stage unless it is `$default`. */
  readonly url: string;
  readonly port: number;
  /** Answers one request, for a caller with a server of its own. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  readonly close: () => Promise<void>;
};

const maxBodyBytes = 10 * 1024 * 1024;

function createRuntime(config: HttpApiConfig, options: GatewayOptions): HttpRuntime {
  const { clock = systemClock, invoke } = options;
  const account = options.account ?? createAccountThrottle(clock.now());
  return {
    config,
    clock,
    invoke,
    throttle: new StageThrottle(config, account, clock),
    findRoute: createHttpRouteTable(config),
    authorizers: new HttpAuthorizers({ invoke, clock, config }),
  };
}

async function answer(
  runtime: HttpRuntime,
  call: HttpCall,
  match: HttpMatch | undefined,
  request: IncomingMessage,
): Promise<HttpResponse> {
  const { cors } = runtime.config;
  const body = await readBody(request, maxBodyBytes);
  const preflight = answerPreflight(cors, call);
  if (preflight) return preflight;
  const response = body
    ? await answerHttpCall(runtime, call, match, body)
    : gatewayResponse(413, 'Request Entity Too Large');
  return overwriteCors(cors, call, response);
}

const unreadable = { 400: gatewayResponse(400, 'Bad Request'), 404: gatewayResponse(404, 'Not Found') };

type Answered = { readonly response: HttpResponse; readonly path: string; readonly routeKey?: string };

async function answerRequest(
  runtime: HttpRuntime,
  request: IncomingMessage,
  requestId: string,
): Promise<Answered> {
  const at = runtime.clock.now();
  const call = readHttpCall(request, runtime.config, { requestId, at, traceId: newTraceId(at) });
  if (typeof call === 'number') {
    request.resume();
    return { response: unreadable[call], path: request.url ?? '' };
  }
  const match = runtime.findRoute(call.method, call.routePath);
  const response = await answer(runtime, call, match, request);
  return { response, path: call.path, ...(match && { routeKey: match.route.routeKey }) };
}

function createHandler(runtime: HttpRuntime, options: GatewayOptions) {
  const { apiId } = runtime.config;
  const makeId = options.newId ?? newId;
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const begun = performance.now();
    const requestId = makeId();
    const { method = '' } = request;
    const { response: answered, ...where } = await answerRequest(runtime, request, requestId);
    writeResponse(response, answered, { requestId, method });
    const durationMs = performance.now() - begun;
    options.onEvent?.({
      kind: 'http',
      apiId,
      requestId,
      method,
      ...where,
      status: answered.status,
      durationMs,
    });
  };
}

/** Serves an HTTP API. Rejects with the system's error when the port is taken. */
export async function startHttpApi(config: HttpApiConfig, options: GatewayOptions): Promise<HttpApi> {
  const answerCall = createHandler(createRuntime(config, options), options);
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    // A call fails only when its client goes before its body has come: there is nobody to answer.
    answerCall(request, response).catch(() => response.destroy());
  };
  const server = createGatewayServer({
    onRequest: (request, response) => {
      if (!options.intercept?.(request, response)) handle(request, response);
    },
  });
  const { port, authority } = await listen(server, options.port, options.host);
  const stage = config.stage === '$default' ? '' : `/${config.stage}`;
  return { url: `http://${authority}${stage}`, port, handle, close: () => stopListening(server) };
}
