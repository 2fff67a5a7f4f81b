import { ChatError, errorCodes } from '../protocol/errors.ts';
import type { ErrorFrame } from '../protocol/server-frames.ts';

/** What a client is told of an error: a ChatError as it is, anything else as `internal` with nothing but the request id. */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  return new ChatError('cannot go on: something went wrong here', { code: 'internal', cause: error });
}

export type ErrorBody = Omit<ErrorFrame, 'type' | 'id'>;

/** The fields that an error has over both APIs. */
export function toErrorBody({ fields, message }: ChatError, requestId: string): ErrorBody {
  const { code, retryAfterMs, details } = fields;
  return {
    code,
    message,
    requestId,
    retryable: errorCodes[code].retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(details === undefined ? {} : { details }),
  };
}
