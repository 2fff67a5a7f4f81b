import { ping } from '../../shared/chat/ping.ts';
import { limitFrames } from '../../shared/lambda/limit-frames.ts';
import { messageRoute } from '../../shared/lambda/message-route.ts';
import { redis } from '../../shared/lambda/redis.ts';
import { registration } from '../../shared/lambda/registration.ts';
import { Ping } from '../../shared/protocol/client-frames.ts';
import { renewConnection } from '../../shared/redis/connections.ts';

const deps = {
  ...registration,
  renewConnection: (connection: Parameters<typeof renewConnection>[1]) => renewConnection(redis, connection),
};

/** `ping`: answers `pong` with the heads, and keeps the connection registered. */
export const handler = messageRoute(Ping, async ({ frame, scope }) => {
  await limitFrames(scope);
  return ping(deps, { scope, rooms: frame.rooms });
});
