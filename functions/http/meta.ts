import { setTimeout as wait } from 'node:timers/promises';
import { database } from '../../shared/lambda/database.ts';
import { redis } from '../../shared/lambda/redis.ts';
import { ChatError } from '../../shared/protocol/errors.ts';
import { Health } from '../../shared/protocol/http-bodies.ts';
import { withRedis } from '../../shared/redis/client.ts';
import { describeApi } from './openapi.ts';
import { type App, openCall, operations } from './operation.ts';

/** What takes longer to say that it is well isn't; whoever asks for health does not wait for it. */
const patienceMs = 1_500;

const isUp = (check: Promise<unknown>): Promise<'ok' | 'down'> =>
  Promise.race([
    check.then(
      () => 'ok' as const,
      () => 'down' as const,
    ),
    wait(patienceMs, 'down' as const, { ref: false }),
  ]);

async function readHealth() {
  const [postgres, cache] = await Promise.all([
    isUp(database.query('select 1', [])),
    isUp(withRedis(() => redis.ping())),
  ]);
  if (postgres === 'down') {
    throw new ChatError('cannot answer now: Postgres is down', {
      code: 'unavailable',
      details: [
        { path: 'postgres', message: postgres },
        { path: 'redis', message: cache },
      ],
    });
  }
  return { status: cache === 'ok' ? 'ok' : 'degraded', postgres, redis: cache };
}

export function addMetaCalls(app: App): void {
  openCall(
    app,
    {
      method: 'get',
      path: '/health',
      summary: 'Whether Postgres and Redis answer; without Redis messages are accepted and not pushed',
      status: 200,
      answer: Health,
    },
    readHealth,
  );

  openCall(
    app,
    { method: 'get', path: '/openapi.json', summary: 'This description', status: 200 },
    async () => describeApi(operations),
  );
}
