import 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A Postgres server on which tests make databases of their own. */
    readonly postgresUrl: string;
    readonly redisUrl: string;
    /** The running product's own database, to look into what is stored or to age it. */
    readonly databaseUrl: string;
    /** The running product, as `.local/endpoints.json` has it. */
    readonly endpoints: { readonly page: string; readonly http: string; readonly websocket: string };
    /** Where the running product writes its logs. */
    readonly logFolder: string;
  }
}
