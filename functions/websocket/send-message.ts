import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { sendMessage } from '../../shared/chat/send-message.ts';
import { accepting } from '../../shared/lambda/accepting.ts';
import { database } from '../../shared/lambda/database.ts';
import { log } from '../../shared/lambda/logger.ts';
import { messageRoute } from '../../shared/lambda/message-route.ts';
import { count } from '../../shared/lambda/metrics.ts';
import { roomFor } from '../../shared/lambda/room-for.ts';
import { acceptMessage } from '../../shared/postgres/accept-message.ts';
import { SendMessage } from '../../shared/protocol/client-frames.ts';
import { MessageId } from '../../shared/protocol/ids.ts';

const deps = {
  ...accepting,
  accept: (message: Parameters<typeof acceptMessage>[1]) => acceptMessage(database, message),
};

/** `sendMessage`: answers `ack` once the message is committed. */
export const handler = messageRoute(SendMessage, async ({ frame, scope }) => {
  const start = performance.now();
  const room = roomFor(scope, frame.room);
  const id = frame.id ?? v.parse(MessageId, randomUUID());
  const { body, replyTo, epoch } = frame;
  const ack = await sendMessage(deps, {
    sender: scope.user,
    connection: scope.connection,
    session: scope.session,
    room,
    id,
    body,
    replyTo,
    epoch,
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
