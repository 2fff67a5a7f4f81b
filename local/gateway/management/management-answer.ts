import type { ServerResponse } from 'node:http';

/** What a management call is answered with. */
export type ManagementAnswer = {
  readonly status: number;
  /** What the SDK tells errors by. */
  readonly errorType?: string;
  readonly body?: Readonly<Record<string, unknown>>;
};

export const gone: ManagementAnswer = { status: 410, errorType: 'GoneException' };

export function managementError(status: number, errorType: string, message: string): ManagementAnswer {
  return { status, errorType, body: { message } };
}

export function writeAnswer(response: ServerResponse, answer: ManagementAnswer, requestId: string): void {
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  const headers: Record<string, string | number> = { 'x-amzn-RequestId': requestId };
  if (answer.status !== 204) headers['Content-Length'] = Buffer.byteLength(text);
  if (text !== '') headers['Content-Type'] = 'application/json';
  if (answer.errorType !== undefined) headers['x-amzn-ErrorType'] = answer.errorType;
  response.writeHead(answer.status, headers);
  response.end(text);
}
