import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CreateAdminOptions } from './arguments.ts';
import { inAws } from './in-aws.ts';
import { inDatabase } from './in-database.ts';
import type { Way } from './way.ts';

/**
 * The stage's function in AWS, or the database of this machine: that of `DATABASE_URL`, or of the `npm start` that runs.
 *
 * @throws when none of these is there.
 */
export function reach({ stage, data }: CreateAdminOptions, env: NodeJS.ProcessEnv): Way {
  if (stage !== undefined) return inAws(`parley-${stage}-admin`);
  const url = env['DATABASE_URL'] || runningPostgres(data);
  if (url) return inDatabase(url);
  throw new Error(
    `set DATABASE_URL, run npm start (there is no ${data}/servers.json), or name a --stage in AWS`,
  );
}

/** What `npm start` wrote for us, and removes when it stops. */
function runningPostgres(data: string): string | undefined {
  const file = join(data, 'servers.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).postgres : undefined;
}
