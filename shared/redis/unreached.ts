import type { RedisClient } from './client.ts';
import type { Connection } from './connections.ts';
import { keys } from './keys.ts';
import lua from './note-unreached.lua';
import { runScript, script } from './script.ts';

export const noteUnreachedScript = script('note-unreached', lua, { keys: 1 });

/** The sweeper posts what was missed again each minute: twice in a row lies between. */
const usual = { apartMs: 30_000, rememberedMs: 180_000 };

/**
 * Notes that a connection took nothing of what was posted to it. True when it did not some time ago either: by then it is not the
 * moment that is bad, but the connection. One round trip.
 */
export async function noteUnreached(
  redis: RedisClient,
  { user, connection }: Connection,
  { apartMs, rememberedMs } = usual,
): Promise<boolean> {
  const answer = await runScript(redis, noteUnreachedScript, {
    on: [keys.unreached(user, connection)],
    with: [apartMs, rememberedMs],
  });
  return answer === 1;
}
