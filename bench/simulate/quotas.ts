import { measured } from './measured.ts';

/** What may break: a figure of a simulated run against what is allowed of it. */
export type Quota = {
  readonly key:
    | 'requests'
    | 'connects'
    | 'concurrency'
    | 'invocations'
    | 'frames'
    | 'connections'
    | 'statements'
    | 'redis'
    | 'memory';
  readonly name: string;
  readonly limit: number;
};

/** The quotas of a new AWS account in a large region, that AWS raises when asked. docs/scaling.md has the sources. */
export const accountQuotas = {
  requestsPerSecond: 10_000,
  burst: 5_000,
  connectsPerSecond: 500,
  concurrency: 1_000,
  invocationsPerSecond: 10_000,
} as const;

/** What a stage adds to that: its throttles and the sizes of its stores. */
export type StageLimits = {
  readonly framesPerSecond: number;
  readonly httpPerSecond: number;
  readonly httpBurst: number;
  readonly connectsPerSecond: number;
  readonly connectBurst: number;
  readonly databaseConnections: number;
  readonly redisBytes: number;
};

/** Quotas of the account and limits of the stage, of stores as fast as those that were measured. */
export function quotasOf(stage: StageLimits): readonly Quota[] {
  return [
    { key: 'requests', name: "the account's requests/s", limit: accountQuotas.requestsPerSecond },
    { key: 'connects', name: "the stage's new connections/s", limit: stage.connectsPerSecond },
    { key: 'concurrency', name: "the account's Lambda concurrency", limit: accountQuotas.concurrency },
    { key: 'invocations', name: "the account's invocations/s", limit: accountQuotas.invocationsPerSecond },
    { key: 'frames', name: "the stage's WebSocket frames/s", limit: stage.framesPerSecond },
    { key: 'connections', name: 'connections of Postgres', limit: stage.databaseConnections },
    { key: 'statements', name: 'statements/s of Postgres', limit: measured.postgres.readsPerSecond },
    { key: 'redis', name: 'calls/s of Redis', limit: measured.redisCallsPerSecond },
    { key: 'memory', name: 'memory of Redis', limit: stage.redisBytes },
  ];
}

/** An account without a stage, and the stores of a small one: what `npm run simulate` compares with. */
export const noStage: StageLimits = {
  framesPerSecond: accountQuotas.requestsPerSecond,
  httpPerSecond: accountQuotas.requestsPerSecond,
  httpBurst: accountQuotas.burst,
  connectsPerSecond: accountQuotas.connectsPerSecond,
  connectBurst: accountQuotas.connectsPerSecond,
  databaseConnections: 450,
  redisBytes: 1.37 * 0.75 * 2 ** 30,
};

export type Break = { readonly name: string; readonly ratio: number };

/** What a run asks of each quota, as a share of it: the fullest first. */
export function sharesOf(
  used: Readonly<Record<Quota['key'], number>>,
  quotas: readonly Quota[],
): readonly Break[] {
  return quotas
    .map(({ key, name, limit }) => ({ name, ratio: used[key] / limit }))
    .toSorted((left, right) => right.ratio - left.ratio);
}
