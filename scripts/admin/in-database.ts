import { createAdmin } from '../../shared/chat/create-admin.ts';
import { secrets } from '../../shared/lambda/secrets.ts';
import { addAdmin, makeAdmin } from '../../shared/postgres/admins.ts';
import { openDatabase } from '../../shared/postgres/database.ts';
import { NewAdmin } from '../../shared/protocol/http-bodies.ts';
import { parse } from '../../shared/protocol/parse.ts';
import type { Way } from './way.ts';

/** Where the database can be reached from here. */
export function inDatabase(connectionString: string): Way {
  const database = openDatabase({ connectionString, connections: 1 });
  const deps = {
    secrets,
    makeAdmin: (username: string) => makeAdmin(database, username),
    addAdmin: (user: Parameters<typeof addAdmin>[1]) => addAdmin(database, user),
  };
  return {
    createAdmin: async (command) => createAdmin(deps, parse(NewAdmin, command, 'command')),
    [Symbol.asyncDispose]: () => database.close(),
  };
}
