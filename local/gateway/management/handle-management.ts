import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../read-body.ts';
import { verifySignature } from '../sigv4/verify-signature.ts';
import { routeArn, type WebSocketRuntime } from '../websocket/runtime.ts';
import { manageConnection } from './manage-connection.ts';
import { type ManagementAnswer, managementError, writeAnswer } from './management-answer.ts';

/** Whether a signer may make a management call on a resource. */
export type MayManage = (call: { readonly accessKeyId: string; readonly resource: string }) => boolean;

/** A request of 10 MB is refused before anything else is asked. */
const maxRequestBytes = 10 * 1024 * 1024;

const methods = new Set(['POST', 'GET', 'DELETE']);
const forbidden = managementError(403, 'ForbiddenException', 'Forbidden');

function checkSigner(
  runtime: WebSocketRuntime,
  mayManage: MayManage,
  request: IncomingMessage,
  call: { readonly connectionId: string; readonly body: Buffer },
): ManagementAnswer | undefined {
  const { config, credentials } = runtime;
  const { method = '', url = '', headers, rawHeaders } = request;
  const scope = { credentials, region: config.region, service: 'execute-api', wallTime: Date.now };
  const verification = verifySignature({ method, url, headers, rawHeaders, body: call.body }, scope);
  if (verification.kind === 'rejected')
    return managementError(403, verification.errorType, verification.message);
  const resource = routeArn(config, `${method}/@connections/${call.connectionId}`);
  const { accessKeyId } = verification;
  if (mayManage({ accessKeyId, resource })) return undefined;
  const message = `User: ${accessKeyId} is not authorized to perform: execute-api:ManageConnections on resource: ${resource}`;
  return managementError(403, 'AccessDeniedException', message);
}

async function answerCall(
  runtime: WebSocketRuntime,
  mayManage: MayManage,
  request: IncomingMessage,
  connectionId: string,
): Promise<ManagementAnswer & { readonly bytes: number }> {
  const { method = '' } = request;
  const body = await readBody(request, maxRequestBytes);
  if (!body)
    return {
      ...managementError(413, 'PayloadTooLargeException', 'Payload too large'),
      bytes: maxRequestBytes,
    };
  const bytes = body.length;
  if (!methods.has(method)) return { ...forbidden, bytes };
  const refused = checkSigner(runtime, mayManage, request, { connectionId, body });
  if (refused) return { ...refused, bytes };
  if (!runtime.throttle.admit())
    return { ...managementError(429, 'LimitExceededException', 'Too Many Requests'), bytes };
  return { ...manageConnection(runtime, { method, connectionId, body }), bytes };
}

/** Answers one call of the management API. Rejects when its client goes before its body has come. */
export async function handleManagement(
  runtime: WebSocketRuntime,
  mayManage: MayManage,
  exchange: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly connectionId: string;
  },
): Promise<void> {
  const { request, response, connectionId } = exchange;
  const begun = performance.now();
  const answer = await answerCall(runtime, mayManage, request, connectionId);
  writeAnswer(response, answer, runtime.newId());
  runtime.onEvent({
    kind: 'management',
    apiId: runtime.config.apiId,
    method: request.method ?? '',
    connectionId,
    status: answer.status,
    bytes: answer.bytes,
    durationMs: performance.now() - begun,
  });
}
