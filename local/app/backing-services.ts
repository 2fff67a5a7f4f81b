import type { Cleanups } from '../processes/cleanups.ts';
import type { Ports } from '../processes/ports.ts';
import { settled } from '../processes/settled.ts';
import { startPostgres } from '../services/postgres.ts';
import { startRedis } from '../services/redis.ts';

export type BackingOptions = {
  /** Parameters in whose values `{postgres}` and `{redis}` stand for URLs. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly dataDir: string;
  readonly ports: Ports;
  readonly adopt: (pid: number) => () => void;
  readonly cleanups: Cleanups;
  readonly say: (line: string) => void;
};

export type Backing = {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** The parameters with real URLs in them. */
  readonly parameters: Readonly<Record<string, string>>;
};

/** Starts the servers that the parameters ask for and nobody gave, side by side. */
export async function startBacking(options: BackingOptions): Promise<Backing> {
  const { parameters, dataDir, ports, adopt, say } = options;
  const wants = (name: string) => Object.values(parameters).some((value) => value.includes(`{${name}}`));
  const [databaseUrl, redisUrl] = await settled([
    options.databaseUrl === undefined && wants('postgres')
      ? timed(options, 'Postgres', async () =>
          startPostgres({ dataDir, adopt, port: await ports.take('postgres') }),
        )
      : options.databaseUrl,
    options.redisUrl === undefined && wants('redis')
      ? timed(options, 'Redis', async () =>
          startRedis({ dataDir, adopt, port: await ports.take('redis') }, say),
        )
      : options.redisUrl,
  ]);
  const urls: Readonly<Record<string, string | undefined>> = { postgres: databaseUrl, redis: redisUrl };
  const filled = Object.entries(parameters).map(([name, value]) => [
    name,
    value.replace(/\{(postgres|redis)\}/g, (whole, server: string) => urls[server] ?? whole),
  ]);
  return { databaseUrl, redisUrl, parameters: Object.fromEntries(filled) };
}

async function timed(
  { cleanups, say }: BackingOptions,
  name: string,
  start: () => Promise<{ readonly url: string; readonly stop: () => Promise<void> }>,
): Promise<string> {
  const since = performance.now();
  const { url, stop } = await start();
  cleanups.add(stop);
  say(`${name} is up (${seconds(since)})`);
  return url;
}

/** The seconds since a time of `performance.now()`, for people. */
export const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
