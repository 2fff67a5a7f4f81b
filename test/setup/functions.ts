import type { Context } from 'aws-lambda';
import { inject, vi } from 'vitest';
import type { TestUser } from './people.ts';

type Handler = (event: unknown, context: Context) => unknown;
export type Handlers = {
  readonly sendMessage: Handler;
  readonly deliver: Handler;
  readonly sweep: Handler;
};

/** The functions themselves, loaded into this process with the environment that their template would give them. */
export async function loadFunctions(
  given: Readonly<{ databaseUrl: string; callbackUrl: string }> & Readonly<Record<string, string>>,
): Promise<Handlers> {
  const { databaseUrl, callbackUrl, ...more } = given;
  const environment = {
    STAGE: 'test',
    AWS_LAMBDA_FUNCTION_NAME: 'parley-test-tried',
    DATABASE_URL: databaseUrl,
    CACHE_URL: inject('redisUrl'),
    CALLBACK_URL: callbackUrl,
    DELIVER_FUNCTION: 'parley-test-deliver',
    ROOM_POSTS_PER_SECOND: '1800',
    AWS_ENDPOINT_URL_LAMBDA: new URL(callbackUrl).origin,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ...more,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const [send, deliver, sweep] = await Promise.all([
    import('../../functions/websocket/send-message.ts'),
    import('../../functions/background/deliver.ts'),
    import('../../functions/background/sweep.ts'),
  ]);
  return {
    sendMessage: send.handler as Handler,
    deliver: deliver.handler as Handler,
    sweep: sweep.handler as Handler,
  };
}

/** Closes what the functions opened. */
export async function closeFunctions(): Promise<void> {
  const { database } = await import('../../shared/lambda/database.ts');
  const { redis } = await import('../../shared/lambda/redis.ts');
  await Promise.all([database.close(), redis.quit()]);
  vi.unstubAllEnvs();
}

const context = {
  awsRequestId: 'a1b2',
  getRemainingTimeInMillis: () => 60_000,
} as unknown as Context;

/** Invokes a function; what it wrote to its log, each line parsed. */
export async function linesOf(handler: Handler, event: unknown): Promise<readonly Line[]> {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(...String(text).split('\n').filter(Boolean));
    return true;
  });
  try {
    await handler(event, context);
  } finally {
    spy.mockRestore();
  }
  return lines.map((line) => JSON.parse(line));
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was written, and fails on what it lacks
export type Line = any;

/** What of the lines are metrics. */
export const metricsIn = (lines: readonly Line[]): Line =>
  Object.assign({}, ...lines.filter(({ _aws }) => _aws !== undefined));

/** The gateway's event of a frame. */
export const frameEvent = (user: TestUser, frame: unknown) => ({
  requestContext: {
    connectionId: `${user.id}=`,
    requestId: 'a1b2',
    eventType: 'MESSAGE',
    connectedAt: Date.now(),
    authorizer: { userId: user.id, username: user.username, sessionId: user.session },
  },
  body: JSON.stringify(frame),
});
