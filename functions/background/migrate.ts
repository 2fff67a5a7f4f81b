import { join } from 'node:path';
import { required } from '../../shared/lambda/environment.ts';
import { log } from '../../shared/lambda/logger.ts';
import { migratingLogins } from '../../shared/lambda/migrating-logins.ts';
import { signing } from '../../shared/lambda/signing.ts';
import { migrate } from '../../shared/postgres/migrate.ts';

/** Runs the migrations that the deployment brings, before new code takes traffic. A failure fails the deployment. */
export async function handler(): Promise<{ readonly migrations: readonly string[] }> {
  const start = performance.now();
  const migrations = await migrate({
    logins: migratingLogins(signing),
    folder: join(required('LAMBDA_TASK_ROOT'), 'migrations'),
  });
  log.info('schema.migrated', { migrations, durationMs: Math.round(performance.now() - start) });
  return { migrations };
}
