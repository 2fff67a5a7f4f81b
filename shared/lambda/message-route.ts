import middy from '@middy/core';
import * as v from 'valibot';
import type { ConnectionScope } from '../chat/connection-scope.ts';
import { ChatError } from '../protocol/errors.ts';
import { limits } from '../protocol/limits.ts';
import { parse, parseJson } from '../protocol/parse.ts';
import type { ServerFrame } from '../protocol/server-frames.ts';
import { toChatError, toErrorBody } from './error-frame.ts';
import { beginLog, type Fields, log } from './logger.ts';
import { metered } from './metered.ts';
import { count } from './metrics.ts';
import { MessageEvent, scopeOf } from './websocket-event.ts';

type Response = { readonly statusCode: number; readonly body: string };

/** A frame, and who sent it. */
export type Received<Frame> = {
  readonly frame: Frame;
  readonly scope: ConnectionScope;
  /** Milliseconds since 1970. */
  readonly connectedAt: number;
};

const idsOf = ({ requestContext }: MessageEvent): Fields => ({
  requestId: requestContext.requestId,
  connectionId: requestContext.connectionId,
  userId: requestContext.authorizer.userId,
});

const WithId = v.object({ id: v.string() });

/** The client message id of a frame that failed, so that the client knows which one it was. */
function idOf(body: string): string | undefined {
  try {
    const frame = v.safeParse(WithId, JSON.parse(body));
    return frame.success ? frame.output.id.slice(0, 36) : undefined;
  } catch {
    // It is not JSON, which the error frame already says.
    return undefined;
  }
}

function report(error: ChatError): void {
  const { code, retryAfterMs } = error.fields;
  if (code === 'internal') log.error('message.failed', { code, error: causeOf(error) });
  else if (code === 'rate_limited') {
    count('Throttled');
    log.info('message.throttled', { retryAfterMs });
  } else if (code === 'unavailable') log.warn('message.failed', { code, error: causeOf(error) });
  else log.info('message.refused', { code });
}

const causeOf = (error: ChatError): Error => (error.cause instanceof Error ? error.cause : error);

const frameSize = new TextEncoder();

function parseFrame<Schema extends v.GenericSchema>(schema: Schema, body: string): v.InferOutput<Schema> {
  if (frameSize.encode(body).length > limits.frameInBytes) {
    throw new ChatError('cannot read the frame: it is too large', { code: 'too_large' });
  }
  return parse(schema, parseJson(body, 'frame'), 'frame');
}

/** Turns whatever was thrown into an `error` frame. */
const errorToFrame: middy.MiddlewareObj<unknown, Response> = {
  onError: (request) => {
    const event = v.parse(MessageEvent, request.event);
    const error = toChatError(request.error);
    report(error);
    const id = idOf(event.body);
    const body = toErrorBody(error, event.requestContext.requestId);
    request.response = toResponse({ type: 'error', ...body, ...(id === undefined ? {} : { id }) });
  },
};

const toResponse = (frame: ServerFrame | undefined): Response => ({
  statusCode: 200,
  body: frame === undefined ? '' : JSON.stringify(frame),
});

/**
 * The handler of a frame: reads it, does the work, answers with a frame where the route is two-way.
 *
 * Every error becomes an `error` frame; only ours are logged as errors, and the client learns of them the request id alone.
 */
export function messageRoute<Schema extends v.GenericSchema>(
  schema: Schema,
  work: (received: Received<v.InferOutput<Schema>>) => Promise<ServerFrame | undefined>,
): middy.MiddyfiedHandler<unknown, Response> {
  return middy<unknown, Response>()
    .use(metered)
    .use(errorToFrame)
    .handler(async (input) => {
      const event = v.parse(MessageEvent, input);
      beginLog(idsOf(event));
      const frame = parseFrame(schema, event.body);
      const { connectedAt } = event.requestContext;
      return toResponse(await work({ frame, scope: scopeOf(event.requestContext), connectedAt }));
    });
}
