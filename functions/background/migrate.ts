import { join } from 'node:path';
import { required } from '../../shared/lambda/environment.ts';
import { log } from '../../shared/lambda/logger.ts';
import { migratingLogins } from '../../shared/lambda/migrating-logins.ts';
import { signing } from '../../shared/lambda/signing.ts';
import { type MigrateOptions, migrate, NewerSchema } from '../../shared/postgres/migrate.ts';

/**
 * A deployment that is rolled back runs this code again, after newer code has migrated. The schema goes only forward, and every
 * migration lets the code before it go on: so there is nothing to do, and failing would stop the rollback half-way.
 */
async function migrateOrLetBe(options: MigrateOptions): Promise<readonly string[]> {
  try {
    return await migrate(options);
  } catch (error) {
    if (!(error instanceof NewerSchema)) throw error;
    log.warn('schema.newer', { migrations: error.migrations });
    return [];
  }
}

/** Runs the migrations that the deployment brings, before new code takes traffic. A failure fails the deployment. */
export async function handler(): Promise<{ readonly migrations: readonly string[] }> {
  const start = performance.now();
  const migrations = await migrateOrLetBe({
    logins: migratingLogins(signing),
    folder: join(required('LAMBDA_TASK_ROOT'), 'migrations'),
  });
  log.info('schema.migrated', { migrations, durationMs: Math.round(performance.now() - start) });
  return { migrations };
}
