import { ping } from '../../shared/chat/ping.ts';
import { askForRenewal } from '../../shared/lambda/ask-for-renewal.ts';
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

/** `ping`: answers `pong` with the heads, keeps the connection registered, and asks one that nears its two hours to reconnect. */
export const handler = messageRoute(Ping, async ({ frame, scope, connectedAt }) => {
  await limitFrames(scope);
  const [pong] = await Promise.all([
    ping(deps, { scope, rooms: frame.rooms }),
    askForRenewal(scope.connection, connectedAt),
  ]);
  return pong;
});
