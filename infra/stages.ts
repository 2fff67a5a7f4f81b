/** One installation of Parley. Stages differ in this data and in nothing else: no construct asks for a stage's name. */
export type Stage = Common & Backing;

type Common = {
  /** Also the name of the WebSocket API's stage, so the last part of its URL. */
  readonly name: string;
  /** `production`: data outlives the stack, and nobody deletes it by mistake. `disposable`: `cdk destroy` leaves nothing. */
  readonly durability: 'production' | 'disposable';
  readonly logs: { readonly level: 'DEBUG' | 'INFO'; readonly retentionDays: number };
  /** Send traces to X-Ray. */
  readonly tracing: boolean;
  readonly throttle: { readonly websocket: Throttle; readonly http: Throttle };
  /** Registrations from one address within an hour before the delays begin. */
  readonly registrationsFree: number;
  /** Failed log-ins from one address within an hour before the delays begin. */
  readonly loginFailuresFree: number;
  /** Origins besides the stage's own page that may open sockets and call the HTTP API. `*` stands for any port. */
  readonly extraOrigins: readonly string[];
  /** Executions a function may have at once, by its name; a function not named shares the account's. */
  readonly reservedConcurrency: Readonly<Record<string, number>>;
};

/** Requests of a whole API, per second and at once. The gateway allows 10,000 and 5,000 to all APIs of an account. */
export type Throttle = { readonly rateLimit: number; readonly burstLimit: number };

/** Where Postgres and Redis come from: given by URL when deploying, or made by the stack in a network of its own. */
type Backing =
  | { readonly backing: 'endpoints' }
  | {
      readonly backing: 'created';
      readonly network: NetworkSize;
      readonly database: DatabaseSize;
      readonly cache: CacheSize;
    };

export type NetworkSize = {
  /** How functions reach the gateway from the private subnets. */
  readonly nat:
    | { readonly kind: 'instance'; readonly instanceType: string }
    | { readonly kind: 'gateway'; readonly count: number };
};

export type DatabaseSize = {
  /** Without the `db.` of RDS. */
  readonly instanceType: string;
  readonly storageGib: number;
  readonly maxStorageGib: number;
  readonly multiAz: boolean;
  readonly backupDays: number;
};

export type CacheSize = {
  readonly nodeType: string;
  /** A primary and its replicas; with two or more, in different zones and with failover. */
  readonly nodes: number;
};

const local: Stage = {
  name: 'local',
  durability: 'disposable',
  logs: { level: 'DEBUG', retentionDays: 1 },
  tracing: false,
  // Higher than a laptop goes, so that tests meet Parley's limits and not the gateway's.
  throttle: {
    websocket: { rateLimit: 10_000, burstLimit: 5_000 },
    http: { rateLimit: 10_000, burstLimit: 5_000 },
  },
  registrationsFree: 500,
  loginFailuresFree: 100,
  extraOrigins: ['http://localhost:*', 'http://127.0.0.1:*'],
  reservedConcurrency: {},
  backing: 'endpoints',
};

/** As `local`, on an emulator of AWS (LocalStack, MiniStack): Postgres and Redis are given, the rest is as deployed. */
const emulator: Stage = { ...local, name: 'emulator' };

const dev: Stage = {
  name: 'dev',
  durability: 'disposable',
  logs: { level: 'DEBUG', retentionDays: 7 },
  tracing: true,
  throttle: { websocket: { rateLimit: 200, burstLimit: 400 }, http: { rateLimit: 100, burstLimit: 200 } },
  registrationsFree: 50,
  loginFailuresFree: 50,
  extraOrigins: [],
  reservedConcurrency: {},
  backing: 'created',
  network: { nat: { kind: 'instance', instanceType: 't4g.nano' } },
  database: { instanceType: 't4g.micro', storageGib: 20, maxStorageGib: 50, multiAz: false, backupDays: 1 },
  cache: { nodeType: 'cache.t4g.micro', nodes: 1 },
};

const prod: Stage = {
  name: 'prod',
  durability: 'production',
  logs: { level: 'INFO', retentionDays: 90 },
  tracing: true,
  // Half of the account's requests for frames: posts to connections count as well and need the other half.
  throttle: {
    websocket: { rateLimit: 5_000, burstLimit: 2_500 },
    http: { rateLimit: 1_000, burstLimit: 1_000 },
  },
  registrationsFree: 20,
  loginFailuresFree: 20,
  extraOrigins: [],
  reservedConcurrency: {},
  backing: 'created',
  network: { nat: { kind: 'gateway', count: 2 } },
  database: {
    instanceType: 't4g.medium',
    storageGib: 100,
    maxStorageGib: 1_000,
    multiAz: true,
    backupDays: 30,
  },
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
