// `npm run renew-epochs`: after a restore of DATABASE_URL from a backup, makes every client load its rooms anew.
import { openDatabase } from '../shared/postgres/database.ts';
import { renewEpochs } from '../shared/postgres/epochs.ts';

const connectionString = process.env['DATABASE_URL'];
if (!connectionString) {
  console.error('cannot renew epochs: set DATABASE_URL to the restored database');
  process.exit(1);
}
const database = openDatabase({ connectionString, connections: 1 });
try {
  console.log(`Renewed the epoch of ${await renewEpochs(database)} room(s)`);
} catch (error) {
  console.error('cannot renew epochs:', error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await database.close();
}
