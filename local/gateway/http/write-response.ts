import type { ServerResponse } from 'node:http';
import { gatewayResponse, type HttpResponse, internalServerError } from './http-response.ts';

/** Headers that are the gateway's to say. */
const ownHeaders = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding', 'upgrade']);

const maxBodyBytes = 10 * 1024 * 1024;

function setHeaders(response: ServerResponse, { headers }: HttpResponse): boolean {
  try {
    for (const [name, value] of headers) if (!ownHeaders.has(name)) response.setHeader(name, value);
    return true;
  } catch {
    // The function gave a header that HTTP has no way to say: the caller answers 500 in its place.
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    return false;
  }
}

/** Writes a response; to a client that has gone nothing is written. */
export function writeResponse(
  response: ServerResponse,
  given: HttpResponse,
  call: { readonly requestId: string; readonly method: string },
): void {
  const fitting = given.body.length > maxBodyBytes ? internalServerError : given;
  const answer = setHeaders(response, fitting) ? fitting : gatewayResponse(500, 'Internal Server Error');
  if (answer !== fitting) setHeaders(response, answer);
  response.setHeader('apigw-requestid', call.requestId);
  if (answer.status !== 204 && answer.status !== 304)
    response.setHeader('content-length', answer.body.length);
  response.writeHead(answer.status);
  response.end(call.method === 'HEAD' ? undefined : answer.body);
}
