import { setTyping } from '../../shared/chat/set-typing.ts';
import { limitFrames } from '../../shared/lambda/limit-frames.ts';
import { messageRoute } from '../../shared/lambda/message-route.ts';
import { redis } from '../../shared/lambda/redis.ts';
import { roomFor } from '../../shared/lambda/room-for.ts';
import { tellOthers } from '../../shared/lambda/tell-others.ts';
import { Typing } from '../../shared/protocol/client-frames.ts';
import { takeTyping } from '../../shared/redis/typing.ts';

/** `typing`: tells the others in the room. Nothing is answered, not even an error. */
export const handler = messageRoute(Typing, async ({ frame, scope }) => {
  await limitFrames(scope);
  await setTyping(
    { takeTyping: (sign) => takeTyping(redis, sign), tell: (sign) => tellOthers(scope, sign) },
    { scope, room: roomFor(scope, frame.room), on: frame.on },
  );
  return undefined;
});
