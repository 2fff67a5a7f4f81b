import { limits } from '../shared/protocol/limits.ts';
import { relaxed, strict } from './observability/thresholds.ts';
import type { Stage } from './stage.ts';

const local: Stage = {
  name: 'local',
  durability: 'disposable',
  logs: { level: 'DEBUG', retentionDays: 1 },
  alarms: { thresholds: relaxed },
  tracing: false,
  // Higher than a laptop goes, so that tests meet Parley's limits and not the gateway's.
  throttle: {
    websocket: { rateLimit: 10_000, burstLimit: 5_000 },
    http: { rateLimit: 10_000, burstLimit: 5_000 },
    connect: { rateLimit: 10_000, burstLimit: 5_000 },
    passwords: { rateLimit: 10_000, burstLimit: 5_000 },
  },
  accessLogs: false,
  edgeSecret: false,
  roomPostsPerSecond: limits.roomPostsPerSecond,
  registrationsFree: 500,
  loginFailuresFree: 100,
  extraOrigins: ['http://localhost:*', 'http://127.0.0.1:*'],
  backing: 'endpoints',
};

/** As `local`, on an emulator of AWS (LocalStack, MiniStack): Postgres and Redis are given, the rest is as deployed. */
const emulator: Stage = { ...local, name: 'emulator' };

const dev: Stage = {
  name: 'dev',
  durability: 'disposable',
  logs: { level: 'DEBUG', retentionDays: 7 },
  alarms: { thresholds: relaxed },
  tracing: true,
  throttle: {
    websocket: { rateLimit: 200, burstLimit: 400 },
    http: { rateLimit: 100, burstLimit: 200 },
    connect: { rateLimit: 50, burstLimit: 100 },
    passwords: { rateLimit: 10, burstLimit: 20 },
  },
  accessLogs: true,
  edgeSecret: 1,
  roomPostsPerSecond: limits.roomPostsPerSecond,
  registrationsFree: 50,
  loginFailuresFree: 50,
  extraOrigins: [],
  backing: 'created',
  network: { wayOut: { kind: 'instance', instanceType: 't4g.nano' } },
  database: {
    instanceType: 't4g.micro',
    storageGib: 20,
    maxStorageGib: 50,
    multiAz: false,
    backupDays: 1,
    proxy: false,
  },
  ownKey: false,
  cache: { nodeType: 'cache.t4g.micro', nodes: 1 },
};

const prod: Stage = {
  name: 'prod',
  durability: 'production',
  logs: { level: 'INFO', retentionDays: 90 },
  alarms: { thresholds: strict },
  tracing: true,
  // Half of the account's requests for frames: posts to connections count as well and need the other half.
  throttle: {
    websocket: { rateLimit: 5_000, burstLimit: 2_500 },
    http: { rateLimit: 1_000, burstLimit: 1_000 },
    connect: { rateLimit: 300, burstLimit: 500 },
    passwords: { rateLimit: 50, burstLimit: 100 },
  },
  accessLogs: true,
  edgeSecret: 1,
  roomPostsPerSecond: limits.roomPostsPerSecond,
  registrationsFree: 20,
  loginFailuresFree: 20,
  extraOrigins: [],
  // Lambda's quota in an account that has been in use for a while.
  accountConcurrency: 1_000,
  backing: 'created',
  network: { wayOut: { kind: 'gateway', count: 2 } },
  database: {
    instanceType: 't4g.medium',
    storageGib: 100,
    maxStorageGib: 1_000,
    multiAz: true,
    backupDays: 30,
    // Two machines in two zones already, and few connections: nothing that a proxy would have to share out.
    proxy: false,
  },
  ownKey: true,
  cache: { nodeType: 'cache.t4g.small', nodes: 2 },
};

export const stages: readonly Stage[] = [local, emulator, dev, prod];

/**
 * The stages to synthesize: the one named, or all of them.
 *
 * @throws when there is no stage of that name.
 */
export function stagesToSynthesize(name: unknown): readonly Stage[] {
  if (name === undefined) return stages;
  const chosen = stages.filter((stage) => stage.name === name);
  if (chosen.length > 0) return chosen;
  throw new Error(
    `cannot synthesize stage ${JSON.stringify(name)}: the stages are ${stages.map((stage) => stage.name).join(', ')}`,
  );
}
