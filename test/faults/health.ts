import { ask } from '../setup/chat/api.ts';

/** What `GET /health` tells, and whether it told it within three seconds. */
export type Health = {
  readonly status: number;
  readonly postgres: string;
  readonly redis: string;
  readonly isQuick: boolean;
};

export async function health(): Promise<Health> {
  const start = performance.now();
  const { status, body } = await ask('/health');
  const isQuick = performance.now() - start < 3_000;
  const details: readonly { readonly path: string; readonly message: string }[] = body.error?.details ?? [];
  const told = body.error ? Object.fromEntries(details.map(({ path, message }) => [path, message])) : body;
  return { status, postgres: told.postgres, redis: told.redis, isQuick };
}
