import { join, resolve } from 'node:path';
import { Laptop } from './app/laptop.ts';
import { clearAssembly } from './app/load-plan.ts';
import { tellServers } from './app/own-servers.ts';
import { announce, printedLines } from './app/public-endpoints.ts';
import { RecentEvents } from './app/recent.ts';
import type { PublicEndpoints, Running, StartOptions } from './app/start-options.ts';
import { readCdkJson } from './assembly/cdk-json.ts';
import { systemClock } from './gateway/clock/clock.ts';
import { Cleanups } from './processes/cleanups.ts';
import { lockData } from './processes/data-lock.ts';
import { Guard } from './processes/guard.ts';
import { Ports } from './processes/ports.ts';
import { LogFiles } from './terminal/log-files.ts';
import { watchApp } from './watch/watch-app.ts';

/**
 * Runs a CDK app on this machine: synthesizes it, starts the servers it needs, and serves its functions, APIs and pages.
 *
 * Many can run side by side, each with a data folder of its own and `basePort` 0. When it rejects, nothing is left running.
 *
 * @throws with one clear line when it can't.
 */
export async function start(options: StartOptions = {}): Promise<Running> {
  const cleanups = new Cleanups();
  try {
    return await run(options, cleanups);
  } catch (error) {
    await cleanups.run();
    throw error;
  }
}

async function run(options: StartOptions, cleanups: Cleanups): Promise<Running> {
  const { host = '127.0.0.1', onProgress = () => undefined, clock = systemClock } = options;
  const appRoot = resolve(options.appRoot ?? '.');
  const dataDir = resolve(appRoot, options.dataDir ?? '.local');
  const cdkJson = readCdkJson(appRoot);
  cleanups.add(lockData(dataDir));
  await clearAssembly(dataDir);
  const guard = new Guard();
  cleanups.add(() => guard.close());
  const recent = new RecentEvents();
  const logs = options.logFiles === false ? undefined : new LogFiles(join(dataDir, 'logs'));
  cleanups.add(() => logs?.close());
  const laptop = new Laptop({
    ...options,
    cdkJson,
    appRoot,
    dataDir,
    host,
    clock,
    recent,
    publicHost: options.publicHost ?? '127.0.0.1',
    ports: new Ports(options.basePort ?? 0, host),
    guard,
    cleanups,
    say: onProgress,
    emit: (event) => {
      const now = Date.now();
      recent.add(event, now);
      if (event.source === 'lambda') logs?.add(event.event, now);
      options.onEvent?.(event);
    },
  });
  await laptop.start();
  const endpoints = laptop.endpoints;
  const { databaseUrl: postgres, redisUrl: redis } = laptop.facts;
  cleanups.add(tellServers({ ...(postgres && { postgres }), ...(redis && { redis }) }, dataDir));
  cleanups.add(announce(endpoints, dataDir));
  if (options.watch)
    cleanups.add(watchApp(cdkJson.watch, { appRoot, reload: () => laptop.reload(), say: onProgress }));
  return running(laptop, endpoints, cleanups, printedLines(cdkJson.local.print, endpoints));
}

function running(
  laptop: Laptop,
  endpoints: PublicEndpoints,
  cleanups: Cleanups,
  print: readonly string[],
): Running {
  return {
    endpoints,
    print,
    ...laptop.facts,
    invoke: (name, payload) => laptop.invoke(name, payload),
    connections: () => laptop.connections(),
    environments: () => laptop.environments(),
    reload: () => laptop.reload(),
    stop: () => cleanups.run(),
  };
}
