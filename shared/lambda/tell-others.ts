import { setTimeout } from 'node:timers/promises';
import type { ConnectionScope } from '../chat/connection-scope.ts';
import { type Sign, tellRoom } from '../chat/tell-room.ts';
import { roomConnections } from '../redis/room-connections.ts';
import { gateway } from './gateway.ts';
import { log } from './logger.ts';
import { redis } from './redis.ts';

const deps = {
  roomConnections: (room: Parameters<typeof roomConnections>[1]) => roomConnections(redis, room),
  post: gateway.post,
};

/** An answer is not held longer for a slow connection; posts that are not done by then may never be. */
const patienceMs = 300;

/** Tells the others in a room of a passing sign. Best effort: what fails is logged, and nobody depends on it. */
export async function tellOthers({ connection }: ConnectionScope, frame: Sign['frame']): Promise<void> {
  const telling = tellRoom(deps, { frame, from: connection }).catch((error: unknown) => {
    const reason = error instanceof Error ? error : new Error(String(error));
    log.warn('room.untold', { roomId: frame.room, kind: frame.type, error: reason });
  });
  await Promise.race([telling, setTimeout(patienceMs, undefined, { ref: false })]);
}
