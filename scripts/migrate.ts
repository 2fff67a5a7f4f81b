// `npm run migrate`: brings the database of DATABASE_URL up to the newest migration.
import { migrate } from '../shared/postgres/migrate.ts';

const connectionString = process.env['DATABASE_URL'];
if (!connectionString) {
  console.error('cannot migrate: set DATABASE_URL to the database, postgres://user:password@host:port/name');
  process.exit(1);
}
try {
  const ran = await migrate({ logins: [async () => ({ connectionString })], folder: 'migrations' });
  console.log(ran.length === 0 ? 'Nothing to migrate' : `Migrated: ${ran.join(', ')}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
