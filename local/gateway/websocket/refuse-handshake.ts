import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorFrame } from '../events/error-frame.ts';

const messages = new Map([
  [401, ['Unauthorized', 'UnauthorizedException']],
  [403, ['Forbidden', 'ForbiddenException']],
  [429, ['Too Many Requests', 'TooManyRequestsException']],
  [500, ['Internal server error', 'InternalServerErrorException']],
  [502, ['Internal server error', 'InternalServerErrorException']],
  [504, ['Endpoint request timed out', 'InternalServerErrorException']],
]);

/** Answers a pending handshake with a status, and ends its socket. */
export function refuseHandshake(
  socket: Duplex,
  status: number,
  connectionId: string,
  requestId: string,
): void {
  const phrase = STATUS_CODES[status] ?? 'Unknown';
  const [message = phrase, errorType] = messages.get(status) ?? [];
  const body = errorFrame(message, connectionId, requestId);
  const lines = [
    `HTTP/1.1 ${status} ${phrase}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `x-amzn-RequestId: ${requestId}`,
    ...(errorType ? [`x-amzn-ErrorType: ${errorType}`] : []),
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
