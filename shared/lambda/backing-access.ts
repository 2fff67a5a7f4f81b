import type { Credentials } from '../gateway/signer.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How Postgres is reached. */
export type DatabaseAccess =
  /** A server that was given. What its URL says is its owner's affair, a password included. */
  | { readonly kind: 'url'; readonly url: string; readonly role: string | undefined }
  /** One that the stack made: no password anywhere, a token for each connection. */
  | {
      readonly kind: 'token';
      readonly host: string;
      readonly port: number;
      readonly name: string;
      readonly user: string;
      readonly region: string;
    };

/** How the cache is reached. */
export type CacheAccess =
  | { readonly kind: 'url'; readonly url: string }
  | {
      readonly kind: 'token';
      readonly host: string;
      readonly port: number;
      /** Of the replication group: tokens are made out to it, and not to the host. */
      readonly name: string;
      readonly user: string;
      readonly region: string;
    };

function take(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`cannot start: ${name} is not set`);
  return value;
}

/** Reads what the template says of Postgres. @throws Error at start, naming the variable that is missing. */
export function databaseAccess(environment: Environment): DatabaseAccess {
  const { DATABASE_URL: url, DATABASE_ROLE: role } = environment;
  if (url) return { kind: 'url', url, role };
  return {
    kind: 'token',
    host: take(environment, 'DATABASE_HOST'),
    port: Number(take(environment, 'DATABASE_PORT')),
    name: take(environment, 'DATABASE_NAME'),
    user: take(environment, 'DATABASE_USER'),
    region: take(environment, 'AWS_REGION'),
  };
}

/** Reads what the template says of the cache. @throws Error at start, naming the variable that is missing. */
export function cacheAccess(environment: Environment): CacheAccess {
  const { CACHE_URL: url } = environment;
  if (url) return { kind: 'url', url };
  return {
    kind: 'token',
    host: take(environment, 'CACHE_HOST'),
    port: Number(take(environment, 'CACHE_PORT')),
    name: take(environment, 'CACHE_NAME'),
    user: take(environment, 'CACHE_USER'),
    region: take(environment, 'AWS_REGION'),
  };
}

/** Who this function is. Lambda keeps the variables up to date, so they are read for each token. */
export function ownCredentials(environment: Environment): Credentials {
  const { AWS_SESSION_TOKEN: sessionToken } = environment;
  return {
    accessKeyId: take(environment, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: take(environment, 'AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken && { sessionToken }),
  };
}
