import { type Detail, type ErrorCode, errorCodes } from '../shared/protocol/errors.ts';

/** What the server told of a failure; `status` 0 when there was no answer at all. */
export type HttpFailure = {
  readonly status: number;
  readonly code: ErrorCode;
  readonly requestId?: string;
  /** Milliseconds after which the same request can pass. */
  readonly retryAfterMs?: number;
  /** What is wrong with the request, and where. */
  readonly details?: readonly Detail[];
};

/** An HTTP call that didn't succeed. `message` is the server's own text: for developers, not for display. */
export class HttpError extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly details: readonly Detail[];

  constructor(message: string, { cause, ...failure }: HttpFailure & ErrorOptions) {
    super(message, { cause });
    this.name = 'HttpError';
    this.status = failure.status;
    this.code = failure.code;
    this.requestId = failure.requestId;
    this.retryAfterMs = failure.retryAfterMs;
    this.details = failure.details ?? [];
  }

  /** True when the same request may pass later. */
  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}

const isCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(errorCodes, code);

/** Reads an error answer. What is not in our shape (a gateway's own page) is told by its status alone. */
export function toHttpError(status: number, body: unknown): HttpError {
  const { error } = Object(body) as { readonly error?: unknown };
  const { code, message, requestId, retryAfterMs, details } = Object(error) as Readonly<
    Record<string, unknown>
  >;
  return new HttpError(typeof message === 'string' ? message : `the server answered ${status}`, {
    status,
    code: isCode(code) ? code : codeOf(status),
    ...(typeof requestId === 'string' && { requestId }),
    ...(typeof retryAfterMs === 'number' && { retryAfterMs }),
    ...(Array.isArray(details) && { details }),
  });
}

function codeOf(status: number): ErrorCode {
  const known = Object.entries(errorCodes).find(([, entry]) => entry.status === status);
  if (known && isCode(known[0])) return known[0];
  return status >= 500 ? 'unavailable' : 'invalid_request';
}
