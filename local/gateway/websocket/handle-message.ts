import type { Integration, WebSocketRoute } from '../config.ts';
import { errorFrame } from '../events/error-frame.ts';
import type { MessageOutcome } from '../events/gateway-event.ts';
import { answerMock } from '../integration/answer-mock.ts';
import { callLambda, type LambdaResult } from '../integration/call-lambda.ts';
import { readProxyResponse } from '../integration/proxy-response.ts';
import type { Connection } from './connection.ts';
import { maxMessageBytes } from './gateway-socket.ts';
import { requestContext } from './request-context.ts';
import { matchesRequestModel } from './request-model.ts';
import { routeArn, type WebSocketRuntime } from './runtime.ts';
import { sendText } from './send-text.ts';
import { messageEvent } from './socket-event.ts';

type Message = {
  readonly connection: Connection;
  readonly requestId: string;
  readonly messageId: string;
  readonly at: number;
  readonly body: string;
};

/** How a message ended, and what its sender gets. */
type Handled = { readonly outcome: MessageOutcome; readonly reply?: string };

function failure(outcome: MessageOutcome, text: string, { connection, requestId }: Message): Handled {
  return { outcome, reply: errorFrame(text, connection.id, requestId) };
}

const failed = (message: Message): Handled => failure('failed', 'Internal server error', message);

/** What a two-way route sends back; a one-way route sends nothing. */
function replyWith(body: string | undefined, route: WebSocketRoute, message: Message): Handled {
  if (!route.returnsResponse) return { outcome: 'accepted' };
  const fits = body !== undefined && Buffer.byteLength(body) <= maxMessageBytes;
  return fits ? { outcome: 'replied', reply: body } : failed(message);
}

function readResult(
  runtime: WebSocketRuntime,
  result: LambdaResult,
  route: WebSocketRoute,
  message: Message,
): Handled {
  if (result.kind === 'timed out') return failure('timed out', 'Endpoint request timed out', message);
  if (result.kind !== 'returned') return failed(message);
  const response = readProxyResponse(result.payload);
  if (response && response.statusCode >= 400 && !route.returnsResponse) {
    const text = `the route ${route.routeKey} is one-way: nobody sees its status ${response.statusCode}`;
    runtime.onEvent({ kind: 'note', apiId: runtime.config.apiId, text });
  }
  return replyWith(response?.body, route, message);
}

async function integrate(
  runtime: WebSocketRuntime,
  integration: Integration,
  route: WebSocketRoute,
  message: Message,
): Promise<Handled> {
  const { config } = runtime;
  const { connection, body, ...moment } = message;
  const { routeKey } = route;
  if (integration.kind === 'mock') {
    const context = requestContext(config, connection, { eventType: 'MESSAGE', routeKey, ...moment });
    const answer = answerMock(integration, { body, context, stageVariables: config.stageVariables });
    return answer ? replyWith(answer.body, route, message) : failed(message);
  }
  const timeoutMs = Math.min(integration.timeoutMs, 29_000);
  const target = { functionArn: integration.functionArn, timeoutMs, sourceArn: routeArn(config, routeKey) };
  const event = messageEvent(config, connection, { routeKey, body, ...moment });
  return readResult(runtime, await callLambda(runtime, target, event), route, message);
}

async function handle(
  runtime: WebSocketRuntime,
  route: WebSocketRoute | undefined,
  message: Message,
): Promise<Handled> {
  if (!runtime.throttle.admit(route?.routeKey)) return failure('throttled', 'Too Many Requests', message);
  if (!route) return failure('forbidden', 'Forbidden', message);
  if (!matchesRequestModel(route, message.body))
    return failure('bad request body', 'Bad request body', message);
  if (!route.integration) return failed(message);
  return integrate(runtime, route.integration, route, message);
}

/** Takes one message of a connection all the way: route, limits, model, integration, reply. Rejects only by a fault of ours. */
export async function handleMessage(
  runtime: WebSocketRuntime,
  connection: Connection,
  body: string,
): Promise<void> {
  const { clock, config, newId, ordering, onEvent } = runtime;
  const begun = performance.now();
  const requestId = newId();
  const route = runtime.routes.select(body);
  const message = { connection, requestId, messageId: newId(), at: clock.now(), body };
  const { outcome, reply } = await handle(runtime, route, message);
  if (reply !== undefined) ordering.outbound(() => sendText(connection, reply, clock));
  onEvent({
    kind: 'message',
    apiId: config.apiId,
    connectionId: connection.id,
    requestId,
    ...(route && { routeKey: route.routeKey }),
    bytes: Buffer.byteLength(body),
    outcome,
    durationMs: performance.now() - begun,
  });
}
