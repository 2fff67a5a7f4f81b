import { Redis } from 'ioredis';
import { freePort } from '../../local/processes/free-port.ts';
import { startRedis } from '../../local/services/redis.ts';

/** A Redis server of a test's own, which can be stopped, restarted empty, hung and emptied. */
export type RedisServer = {
  readonly url: string;
  /** SIGSTOP: it takes connections and bytes, and answers nothing. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** FLUSHALL, and the scripts go too. */
  readonly empty: () => Promise<void>;
  readonly stop: () => Promise<void>;
  /** Starts it again, empty, on the same port. */
  readonly start: () => Promise<void>;
};

export async function startRedisServer(dataDir: string): Promise<RedisServer> {
  const port = await freePort();
  let server = await startRedis({ dataDir, port });
  let isUp = true;
  let last: Promise<void> = Promise.resolve();
  /** One after another: two faults may end at once, and only one server can have the port. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work, work);
    return last;
  };
  return {
    url: server.url,
    // Of a server that is stopped there is nothing to freeze: a restart may be under way.
    freeze: () => {
      if (isUp) process.kill(server.pid, 'SIGSTOP');
    },
    thaw: () => {
      if (isUp) process.kill(server.pid, 'SIGCONT');
    },
    empty: async () => {
      const redis = new Redis(server.url);
      await redis.flushall();
      await redis.script('FLUSH');
      redis.disconnect();
    },
    stop: () =>
      inTurn(async () => {
        if (isUp) process.kill(server.pid, 'SIGCONT');
        isUp = false;
        await server.stop();
      }),
    start: () =>
      inTurn(async () => {
        if (isUp) return;
        server = await startRedis({ dataDir, port });
        isUp = true;
      }),
  };
}
