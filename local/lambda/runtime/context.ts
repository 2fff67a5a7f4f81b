import type { Invocation } from './runtime-api.ts';

/** The `context` a handler gets, as the Node.js runtime documents it. */
export function contextOf(invocation: Invocation): object {
  const { env } = process;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    clientContext: parsed(invocation.clientContext),
    identity: undefined,
    invokedFunctionArn: invocation.functionArn,
    awsRequestId: invocation.requestId,
    getRemainingTimeInMillis: () => invocation.deadlineMs - Date.now(),
  };
}

const parsed = (text: string | undefined): unknown => (text === undefined ? undefined : JSON.parse(text));
