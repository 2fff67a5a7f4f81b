import { openRedis, type RedisClient } from '../redis/client.ts';
import { openTokenRedis } from '../redis/token-client.ts';
import { type CacheAccess, cacheAccess } from './backing-access.ts';
import { connectToken } from './connect-token.ts';
import { signing } from './signing.ts';
import { traceRedis } from './trace/trace-redis.ts';

traceRedis();

async function open(access: CacheAccess): Promise<RedisClient> {
  if (access.kind === 'url') return openRedis(access.url);
  const { host, port, name, user, region } = access;
  const door = { service: 'elasticache', region, host: name, query: { User: user } } as const;
  return openTokenRedis({
    ...{ host, port, user },
    token: () => connectToken(door, signing.credentials(), signing.now()),
  });
}

/** The Redis of this environment. What is awaited is a signature, computed here. */
export const redis: RedisClient = await open(cacheAccess(process.env));
