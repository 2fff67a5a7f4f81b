import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { ConnectionScope } from '../../shared/chat/connection-scope.ts';
import { type SendMessageDeps, sendMessage } from '../../shared/chat/send-message.ts';
import { announce } from '../../shared/lambda/announce.ts';
import { database } from '../../shared/lambda/database.ts';
import { log } from '../../shared/lambda/logger.ts';
import { messageRoute } from '../../shared/lambda/message-route.ts';
import { count } from '../../shared/lambda/metrics.ts';
import { redis } from '../../shared/lambda/redis.ts';
import { throttleWithoutRedis } from '../../shared/lambda/throttle-without-redis.ts';
import { acceptMessage, findAccepted } from '../../shared/postgres/accept-message.ts';
import { SendMessage } from '../../shared/protocol/client-frames.ts';
import { ChatError } from '../../shared/protocol/errors.ts';
import { MessageId, type RoomId } from '../../shared/protocol/ids.ts';
import { throttle, unthrottle } from '../../shared/redis/throttle.ts';

const deps: SendMessageDeps = {
  throttle: (attempt) => throttle(redis, attempt).catch((error) => throttleWithoutRedis(attempt, error)),
  unthrottle: (attempt) => unthrottle(redis, attempt),
  acceptMessage: (message) => acceptMessage(database, message),
  findAccepted: (message) => findAccepted(database, message),
  announce,
  now: Date.now,
};

/** The room that a frame is for: the one it names, or the only one of the connection. */
function roomFor({ only }: ConnectionScope, named: RoomId | undefined): RoomId {
  const room = named ?? only;
  if (room === undefined) {
    throw new ChatError('cannot send: no room is named', {
      code: 'invalid_request',
      details: [{ path: 'room', message: 'is missing' }],
    });
  }
  return room;
}

/** `sendMessage`: answers `ack` once the message is committed. */
export const handler = messageRoute(SendMessage, async ({ frame, scope }) => {
  const start = performance.now();
  const room = roomFor(scope, frame.room);
  const id = frame.id ?? v.parse(MessageId, randomUUID());
  const { body, replyTo } = frame;
  const ack = await sendMessage(deps, {
    sender: scope.user,
    connection: scope.connection,
    session: scope.session,
    room,
    id,
    body,
    replyTo,
  });
  const { seq, repeated } = ack;
  if (!repeated) count('Accepted');
  const durationMs = Math.round(performance.now() - start);
  log.info('message.received', {
    roomId: room,
    messageId: id,
    length: body.length,
    seq,
    repeated,
    durationMs,
  });
  return ack;
});
