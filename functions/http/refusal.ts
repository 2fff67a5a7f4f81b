import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ErrorBody, toChatError, toErrorBody } from '../../shared/lambda/error-frame.ts';
import { log } from '../../shared/lambda/logger.ts';
import { count } from '../../shared/lambda/metrics.ts';
import { errorCodes } from '../../shared/protocol/errors.ts';

type Refusal = { readonly status: ContentfulStatusCode; readonly body: { readonly error: ErrorBody } };

/** Turns whatever was thrown into a status and a body; logs what is ours. */
export function toRefusal(thrown: unknown, requestId: string): Refusal {
  const error = toChatError(thrown);
  const { code } = error.fields;
  const cause = error.cause instanceof Error ? error.cause : error;
  if (code === 'rate_limited') count('Throttled');
  if (code === 'internal') log.error('http.failed', { code, error: cause });
  if (code === 'unavailable') log.warn('http.failed', { code, error: cause });
  return { status: errorCodes[code].status, body: { error: toErrorBody(error, requestId) } };
}
