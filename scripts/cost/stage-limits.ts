import { accountQuotas, type StageLimits } from '../../bench/simulate/quotas.ts';
import { connectionLimit } from '../../infra/concurrency.ts';
import type { Stage } from '../../infra/stage.ts';
import { stages } from '../../infra/stages.ts';
import { machineOf } from './machines.ts';

export type CreatedStage = Extract<Stage, { readonly backing: 'created' }>;

/** The stage of that name, which makes its own stores. @throws when there is no such stage. */
export function createdStage(name: string): CreatedStage {
  const stage = stages.find((one) => one.name === name);
  if (stage?.backing !== 'created')
    throw new Error(`cannot price stage ${name}: it makes no stores of its own`);
  return stage;
}

/** ElastiCache keeps a quarter for itself. */
export const shareOfData = 0.75;

/** What a stage lets through and its stores hold. */
export function limitsOf({ throttle, database, cache }: CreatedStage): StageLimits {
  return {
    framesPerSecond: throttle.websocket.rateLimit,
    httpPerSecond: throttle.http.rateLimit,
    httpBurst: throttle.http.burstLimit,
    connectsPerSecond: Math.min(throttle.connect.rateLimit, accountQuotas.connectsPerSecond),
    connectBurst: throttle.connect.burstLimit,
    databaseConnections: connectionLimit(database.instanceType),
    redisBytes: machineOf(cache.nodeType).gib * shareOfData * 2 ** 30,
  };
}
