import type { Integration, WebSocketRoute } from '../config.ts';
import { answerMock } from '../integration/answer-mock.ts';
import { callLambda, type LambdaResult } from '../integration/call-lambda.ts';
import { type ProxyResponse, readProxyResponse } from '../integration/proxy-response.ts';
import { type Admission, type Refusal, refused } from './admission.ts';
import { type Attempt, authorize } from './authorize.ts';
import { requestContext } from './request-context.ts';
import { routeArn, type WebSocketRuntime } from './runtime.ts';
import { connectEvent } from './socket-event.ts';

type Answer = Pick<ProxyResponse, 'statusCode' | 'headers'>;

const maxTimeoutMs = 29_000;

function readResult(result: LambdaResult): Answer | Refusal {
  if (result.kind === 'timed out') return refused(504, '$connect timed out');
  if (result.kind !== 'returned') return refused(502, `$connect ${result.kind}`);
  return readProxyResponse(result.payload) ?? refused(502, '$connect returns no valid statusCode');
}

async function callConnect(
  runtime: WebSocketRuntime,
  attempt: Attempt,
  integration: Integration,
): Promise<Answer | Refusal> {
  const { config } = runtime;
  const { draft, handshake, moment } = attempt;
  if (integration.kind === 'mock') {
    const context = requestContext(config, draft, { eventType: 'CONNECT', routeKey: '$connect', ...moment });
    const mocked = answerMock(integration, { body: '', context, stageVariables: config.stageVariables });
    return mocked
      ? { statusCode: mocked.statusCode, headers: {} }
      : refused(500, 'the mock yields no status');
  }
  const timeoutMs = Math.min(integration.timeoutMs, maxTimeoutMs);
  const target = { functionArn: integration.functionArn, timeoutMs, sourceArn: routeArn(config, '$connect') };
  return readResult(await callLambda(runtime, target, connectEvent(config, draft, handshake, moment)));
}

async function runConnect(
  runtime: WebSocketRuntime,
  attempt: Attempt,
  route: WebSocketRoute | undefined,
): Promise<Admission> {
  const { identity, authorizer } = attempt.draft;
  const who = { identity, ...(authorizer && { authorizer }) };
  if (!route?.integration) return { kind: 'admitted', ...who };
  const answer = await callConnect(runtime, attempt, route.integration);
  if ('kind' in answer) return answer;
  if (answer.statusCode > 299) return refused(answer.statusCode, `$connect returns ${answer.statusCode}`);
  const subprotocol = answer.headers['sec-websocket-protocol'];
  return { kind: 'admitted', ...who, ...(subprotocol !== undefined && { subprotocol }) };
}

/** Decides on a handshake: the limits first, then the authorizer, then `$connect`. The handshake waits for all of them. */
export async function admit(runtime: WebSocketRuntime, attempt: Attempt): Promise<Admission> {
  const route = runtime.routes.connect;
  if (!runtime.throttle.admitConnection()) return refused(429, 'too many new connections a second');
  if (!runtime.throttle.admit('$connect')) return refused(429, 'too many requests');
  const authorized = await authorize(runtime, attempt, route);
  if (authorized.kind === 'refused') return authorized;
  const { identity = attempt.draft.identity, context } = authorized;
  const draft = { ...attempt.draft, identity, ...(context && { authorizer: context }) };
  return runConnect(runtime, { ...attempt, draft }, route);
}
