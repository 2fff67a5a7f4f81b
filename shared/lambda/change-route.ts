import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { changeMessage } from '../chat/change-message.ts';
import { acceptChange } from '../postgres/accept-change.ts';
import type { Change } from '../protocol/changes.ts';
import { MessageId, type RoomId } from '../protocol/ids.ts';
import { accepting } from './accepting.ts';
import { database } from './database.ts';
import { log } from './logger.ts';
import { messageRoute } from './message-route.ts';
import { roomFor } from './room-for.ts';

const deps = {
  ...accepting,
  accept: (wanted: Parameters<typeof acceptChange>[1]) => acceptChange(database, wanted),
};

type ChangeFrame = {
  readonly room?: RoomId | undefined;
  readonly id?: MessageId | undefined;
  readonly seq: number;
  readonly epoch?: string | undefined;
};

/** The handler of a frame that changes a message: answers `ack` once the change is committed. */
export function changeRoute<Frame extends ChangeFrame>(
  schema: v.GenericSchema<unknown, Frame>,
  changeOf: (frame: Frame) => Change,
): ReturnType<typeof messageRoute> {
  return messageRoute(schema, async ({ frame, scope }) => {
    const start = performance.now();
    const room = roomFor(scope, frame.room);
    const id = frame.id ?? v.parse(MessageId, randomUUID());
    const { user: sender, connection, session } = scope;
    const change = changeOf(frame);
    const ack = await changeMessage(deps, {
      sender,
      connection,
      session,
      room,
      id,
      target: frame.seq,
      epoch: frame.epoch,
      change,
    });
    const { seq, repeated } = ack;
    const durationMs = Math.round(performance.now() - start);
    log.info('message.changed', {
      roomId: room,
      messageId: id,
      kind: change.kind,
      seq,
      repeated,
      durationMs,
    });
    return ack;
  });
}
