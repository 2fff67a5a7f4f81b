import { createHash } from 'node:crypto';
import { type RedisClient, withRedis } from './client.ts';

export type Script = {
  readonly name: string;
  readonly lua: string;
  readonly sha: string;
  readonly keys: number;
};

const names = new Map<string, string>();

/** Names a Lua source with the number of its keys; a test holds its header against both. */
export function script(name: string, lua: string, { keys }: { readonly keys: number }): Script {
  const sha = createHash('sha1').update(lua).digest('hex');
  names.set(sha, name);
  return { name, lua, keys, sha };
}

/** The name of a script by its hash. */
export const scriptName = (sha: string): string | undefined => names.get(sha);

const isUnknown = (error: unknown) => error instanceof Error && error.message.startsWith('NOSCRIPT');

/** Runs a script by its hash; sends its source only when Redis doesn't know it (it is new, or Redis was restarted). */
export function runScript(
  redis: RedisClient,
  { sha, lua, keys }: Script,
  { on, with: values }: { readonly on: readonly string[]; readonly with: readonly (string | number)[] },
): Promise<unknown> {
  return withRedis(async () => {
    try {
      return await redis.evalsha(sha, keys, ...on, ...values);
    } catch (error) {
      if (!isUnknown(error)) throw error;
      return redis.eval(lua, keys, ...on, ...values);
    }
  });
}
