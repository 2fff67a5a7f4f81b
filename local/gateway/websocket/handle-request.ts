import type { IncomingMessage, ServerResponse } from 'node:http';
import { handleManagement, type MayManage } from '../management/handle-management.ts';
import { managedConnectionId } from '../management/management-path.ts';
import { isEndpoint, splitUrl } from './handshake.ts';
import type { WebSocketRuntime } from './runtime.ts';

function answer(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string>,
): void {
  const body = JSON.stringify({ message });
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

function answerPlain(runtime: WebSocketRuntime, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const path = splitUrl(request.url ?? '')?.path;
  if (path === undefined) answer(response, 400, 'Bad Request', { 'x-amzn-ErrorType': 'BadRequestException' });
  else if (isEndpoint(path, runtime.config))
    answer(response, 426, 'Upgrade Required', { Upgrade: 'websocket' });
  else answer(response, 403, 'Forbidden', { 'x-amzn-ErrorType': 'ForbiddenException' });
}

/** Answers a request that asks for no upgrade: a management call, or nothing that is to be had here. */
export function handleRequest(
  runtime: WebSocketRuntime,
  mayManage: MayManage,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const connectionId = managedConnectionId(request.url ?? '', runtime.config);
  if (connectionId === undefined) {
    answerPlain(runtime, request, response);
    return;
  }
  handleManagement(runtime, mayManage, { request, response, connectionId }).catch(() => {
    // Its client went before the body had come: there is nobody to answer.
    response.destroy();
  });
}
