import type { AlarmSettings } from './observability/thresholds.ts';

/** One installation of Parley. Stages differ in this data and in nothing else: no construct asks for a stage's name. */
export type Stage = Common & Backing;

type Common = {
  /** Also the name of the WebSocket API's stage, so the last part of its URL. */
  readonly name: string;
  /** `production`: data outlives the stack, and nobody deletes it by mistake. `disposable`: `cdk destroy` leaves nothing. */
  readonly durability: 'production' | 'disposable';
  readonly logs: { readonly level: 'DEBUG' | 'INFO'; readonly retentionDays: number };
  readonly alarms: AlarmSettings;
  /** Send traces to X-Ray. */
  readonly tracing: boolean;
  readonly throttle: {
    readonly websocket: Throttle;
    readonly http: Throttle;
    /** Handshakes, so that everybody coming back at once leaves room for messages. The account's quota is 500 a second. */
    readonly connect: Throttle;
    /** Each call that hashes a password, which takes 30 ms of a core. */
    readonly passwords: Throttle;
  };
  /**
   * Logs of both APIs, without query strings, for as long as the other logs. The account must let the gateway write them: the
   * stack `parley-account` sees to that.
   */
  readonly accessLogs: boolean;
  /**
   * CloudFront shows a secret to the HTTP API, so that limits by address count the page's clients and not CloudFront's
   * machines: $0.40 a month. Which one it is, counted from 1: the next number makes a new secret. Not where a program stands for
   * CloudFront.
   */
  readonly edgeSecret: number | false;
  /** Posts a second for one room while it is busy. Small regions allow an account 2,500 requests a second and not 10,000. */
  readonly roomPostsPerSecond: number;
  /** Registrations from one address within an hour before the delays begin. */
  readonly registrationsFree: number;
  /** Failed log-ins from one address within an hour before the delays begin. */
  readonly loginFailuresFree: number;
  /** Origins besides the stage's own page that may open sockets and call the HTTP API. `*` stands for any port. */
  readonly extraOrigins: readonly string[];
  /**
   * Executions that the account may have at once (Lambda's quota L-B99A9384). With it, functions are capped so that they
   * don't ask the database for more connections than it takes. A new account has 10, which leaves nothing to cap with.
   */
  readonly accountConcurrency?: number;
  /** Names of the stage's own, each with a certificate for it; AWS's names where there are none. */
  readonly domains?: Domains;
  /** A web ACL for the page and the HTTP API behind CloudFront, by ARN: of scope `CLOUDFRONT`, so in us-east-1. */
  readonly webAclArn?: string;
};

export type Domain = { readonly name: string; readonly certificateArn: string };

/** The page's certificate is in us-east-1, as CloudFront wants it; the others are in the stage's region. */
export type Domains = {
  readonly page?: Domain;
  readonly http?: Domain;
  readonly websocket?: Domain;
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
      /** A KMS key of its own for database and cache, changed every year: $1 a month, and it can be taken away from both. */
      readonly ownKey: boolean;
    };

export type NetworkSize = {
  /** How functions reach the gateway from the private subnets. */
  readonly wayOut: /** One small machine that translates addresses: cheap, and gone for minutes when it fails. */
    | { readonly kind: 'instance'; readonly instanceType: string }
    /** AWS's own; one, or one for each of the two zones so that no zone depends on the other. */
    | { readonly kind: 'gateway'; readonly count: 1 | 2 }
    /** No translation: IPv6 outward only. Costs nothing. Not proven in an account: see docs/security.md. */
    | { readonly kind: 'ipv6' };
};

export type DatabaseSize = {
  /** Without the `db.` of RDS. */
  readonly instanceType: string;
  readonly storageGib: number;
  readonly maxStorageGib: number;
  readonly multiAz: boolean;
  readonly backupDays: number;
  /**
   * An RDS Proxy between functions and database: $22 a month for two cores. Functions hold few connections here, and are
   * capped, so it is worth that where fail-over in seconds is.
   */
  readonly proxy: boolean;
};

export type CacheSize = {
  readonly nodeType: string;
  /** A primary and its replicas; with two or more, in different zones and with failover. */
  readonly nodes: number;
};
