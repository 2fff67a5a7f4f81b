import 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A Postgres server on which tests make databases of their own. */
    readonly postgresUrl: string;
    readonly redisUrl: string;
  }
}
