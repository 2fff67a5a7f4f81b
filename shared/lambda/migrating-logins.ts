import * as v from 'valibot';
import type { Login } from '../postgres/migrate.ts';
import { databaseAccess } from './backing-access.ts';
import { databaseOptions, type Signing } from './database-options.ts';
import { required } from './environment.ts';
import { readSecret } from './read-secret.ts';

const Secret = v.object({ password: v.string() });

/** RDS keeps the master's password in Secrets Manager and changes it every week: it is asked for when it is needed. */
async function masterPassword(): Promise<string> {
  return v.parse(Secret, JSON.parse(await readSecret(required('DATABASE_SECRET_ARN')))).password;
}

/**
 * How the migration logs in as the one who owns the schema: as the URL says, or as the database's master, by token and, where
 * that is refused, by password.
 *
 * Which of the two it is changes by itself. The master makes the application's role and so belongs to it; from then on
 * Postgres counts the master, too, among those who need a token. See ADR 21.
 */
export function migratingLogins(signing: Signing): readonly Login[] {
  const access = databaseAccess(process.env);
  if (access.kind === 'url') return [async () => ({ connectionString: access.url })];
  const byToken = databaseOptions(access, signing);
  return [async () => byToken, async () => ({ ...byToken, password: await masterPassword() })];
}
