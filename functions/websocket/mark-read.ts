import { markRead } from '../../shared/chat/mark-read.ts';
import { database } from '../../shared/lambda/database.ts';
import { limitFrames } from '../../shared/lambda/limit-frames.ts';
import { messageRoute } from '../../shared/lambda/message-route.ts';
import { roomFor } from '../../shared/lambda/room-for.ts';
import { tellOthers } from '../../shared/lambda/tell-others.ts';
import { markRead as markReadIn } from '../../shared/postgres/mark-read.ts';
import { MarkRead } from '../../shared/protocol/client-frames.ts';

/** `markRead`: answers `marked` with where the cursor is now, and tells the others when it moved. */
export const handler = messageRoute(MarkRead, async ({ frame, scope }) => {
  await limitFrames(scope);
  return markRead(
    { markRead: (mark) => markReadIn(database, mark), tell: (read) => tellOthers(scope, read) },
    { scope, room: roomFor(scope, frame.room), seq: frame.seq },
  );
});
