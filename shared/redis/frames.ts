import { limits } from '../protocol/limits.ts';
import type { RedisClient } from './client.ts';
import type { Connection } from './connections.ts';
import { keys } from './keys.ts';
import { runScript, script } from './script.ts';
import lua from './take-frame.lua';

export const takeFrameScript = script('take-frame', lua, { keys: 1 });

/** Counts a frame. Undefined when it may be answered, else the milliseconds to wait: the connection sends too many. */
export async function takeFrame(
  redis: RedisClient,
  { user, connection }: Connection,
  framesPerSecond: number = limits.framesPerSecond,
): Promise<number | undefined> {
  const answer = await runScript(redis, takeFrameScript, {
    on: [keys.connectionFrames(user, connection)],
    with: [framesPerSecond],
  });
  return answer === 0 ? undefined : Number(answer);
}
