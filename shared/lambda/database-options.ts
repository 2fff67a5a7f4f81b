import type { Credentials } from '../gateway/signer.ts';
import type { DatabaseOptions } from '../postgres/database.ts';
import type { DatabaseAccess } from './backing-access.ts';
import { connectToken } from './connect-token.ts';

type Login = Omit<DatabaseOptions, 'connections'>;

export type Signing = { readonly credentials: () => Credentials; readonly now: () => Date };

/**
 * How the application logs in to Postgres.
 *
 * To a given server as its URL says, and then it acts as the application's role, so that a laptop meets the grants of
 * production. To one that the stack made over TLS that is verified, with a new token for each connection. There the role
 * itself carries the time limit of statements: a proxy in between takes no such thing at the start of a connection.
 */
export function databaseOptions(access: DatabaseAccess, { credentials, now }: Signing): Login {
  switch (access.kind) {
    case 'url': {
      const { url, role } = access;
      return {
        connectionString: url,
        statement_timeout: 5_000,
        ...(role && { options: `-c role=${role}` }),
      };
    }
    case 'token': {
      const { host, port, name, user, region } = access;
      const door = { service: 'rds-db', region, host: `${host}:${port}`, query: { DBUser: user } } as const;
      return {
        ...{ host, port, user },
        database: name,
        password: () => connectToken(door, credentials(), now()),
        ssl: true,
      };
    }
  }
}
