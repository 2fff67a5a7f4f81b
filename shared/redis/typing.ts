import type { RoomId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import type { RedisClient } from './client.ts';
import type { Connection } from './connections.ts';
import { keys } from './keys.ts';
import { runScript, script } from './script.ts';
import lua from './take-typing.lua';

export const takeTypingScript = script('take-typing', lua, { keys: 2 });

export type TypingSign = Connection & { readonly room: RoomId; readonly on: boolean };

/**
 * True when the others may be told that somebody is typing: the connection is one of the room's, and has not said so in the
 * last seconds. That it is over, once after each of these. One round trip.
 */
export async function takeTyping(
  redis: RedisClient,
  { room, user, connection, on }: TypingSign,
  seconds: number = limits.typingSeconds,
): Promise<boolean> {
  const answer = await runScript(redis, takeTypingScript, {
    on: [keys.roomConnections(room), keys.typing(room, connection)],
    with: [user, connection, on ? 'on' : 'off', seconds],
  });
  return answer === 1;
}
