import { randomUUID } from 'node:crypto';
import type { Outcome } from '../invoke.ts';

/** One HTTP answer of the Invoke API. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

const error = (status: number, type: string, message: string, more: object = {}): Answer => ({
  status,
  headers: { 'x-amzn-ErrorType': type, 'x-amzn-RequestId': randomUUID() },
  body: JSON.stringify({ Type: status < 500 ? 'User' : 'Server', message, ...more }),
});

/** What callers are told who get no invocation. */
export const refused = {
  unknownOperation: () => error(404, 'UnknownOperationException', 'only Invoke runs here'),
  unsigned: () => error(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'),
  denied: (accessKeyId: string, functionArn: string) =>
    error(
      403,
      'AccessDeniedException',
      `${accessKeyId} is not authorized to perform: lambda:InvokeFunction on resource: ${functionArn}`,
    ),
  notFound: (functionArn: string) =>
    error(404, 'ResourceNotFoundException', `Function not found: ${functionArn}`),
  badType: (type: string) => error(400, 'InvalidParameterValueException', `unknown invocation type: ${type}`),
  tooLarge: (most: number) =>
    error(
      413,
      'RequestTooLargeException',
      `Request must be smaller than ${most} bytes for the InvokeFunction operation`,
    ),
  notJson: () => error(400, 'InvalidRequestContentException', 'Could not parse request body into json'),
};

export const accepted = (requestId: string): Answer => ({
  status: 202,
  headers: { 'x-amzn-RequestId': requestId },
  body: '',
});

export const dryRun = (): Answer => ({
  status: 204,
  headers: { 'x-amzn-RequestId': randomUUID() },
  body: '',
});

/** The result of a synchronous invocation; a function that failed is a 200 with `X-Amz-Function-Error`. */
export function invoked(outcome: Outcome, logTail: string | undefined): Answer {
  if (outcome.kind === 'refused') return error(404, 'ResourceNotFoundException', outcome.reason);
  if (outcome.kind === 'throttled')
    return error(429, 'TooManyRequestsException', 'Rate Exceeded.', {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
  return {
    status: 200,
    headers: {
      'x-amzn-RequestId': outcome.requestId,
      'X-Amz-Executed-Version': '$LATEST',
      ...(outcome.kind === 'failed' ? { 'X-Amz-Function-Error': 'Unhandled' } : {}),
      ...(logTail === undefined ? {} : { 'X-Amz-Log-Result': Buffer.from(logTail).toString('base64') }),
    },
    body: outcome.payload,
  };
}
