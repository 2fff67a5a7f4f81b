import middy from '@middy/core';
import * as v from 'valibot';
import { connect } from '../../shared/chat/connect.ts';
import { toChatError } from '../../shared/lambda/error-frame.ts';
import { beginLog, log } from '../../shared/lambda/logger.ts';
import { registration } from '../../shared/lambda/registration.ts';
import { ConnectEvent, scopeOf } from '../../shared/lambda/websocket-event.ts';
import { errorCodes } from '../../shared/protocol/errors.ts';

/** `$connect`: registers the connection in its rooms; the status it answers is the handshake's. */
export const handler = middy<unknown, { readonly statusCode: number }>().handler(async (input) => {
  const start = performance.now();
  const { requestContext } = v.parse(ConnectEvent, input);
  const { requestId, connectionId, authorizer } = requestContext;
  beginLog({ requestId, connectionId, userId: authorizer.userId, roomId: authorizer.room });
  if (authorizer.refusal) {
    log.info('connection.denied', { code: authorizer.refusal });
    return { statusCode: errorCodes[authorizer.refusal].status };
  }
  try {
    await connect(registration, scopeOf(requestContext));
  } catch (thrown) {
    const error = toChatError(thrown);
    const { code } = error.fields;
    if (code === 'internal') log.error('connection.denied', { code, error });
    else log.info('connection.denied', { code });
    return { statusCode: errorCodes[code].status };
  }
  log.info('connection.accepted', { durationMs: Math.round(performance.now() - start) });
  return { statusCode: 200 };
});
