import type { StageLimits } from '../../bench/simulate/quotas.ts';
import { type Stage, stages } from '../../infra/stages.ts';
import { machineOf } from './machines.ts';

export type CreatedStage = Extract<Stage, { readonly backing: 'created' }>;

/** The stage of that name, which makes its own stores. @throws when there is no such stage. */
export function createdStage(name: string): CreatedStage {
  const stage = stages.find((one) => one.name === name);
  if (stage?.backing !== 'created')
    throw new Error(`cannot price stage ${name}: it makes no stores of its own`);
  return stage;
}

/** RDS's own default: docs/scaling.md has its source. Of the class's memory the system takes a tenth before that. */
const bytesOfConnection = 9_531_392;
const connectionsAtMost = 5_000;
/** ElastiCache keeps a quarter for itself. */
export const shareOfData = 0.75;

/** The connections that RDS allows to a database of so much memory. */
export const databaseConnections = (gib: number): number =>
  Math.min(connectionsAtMost, Math.floor((gib * 2 ** 30) / bytesOfConnection));

/** What a stage lets through and its stores hold. */
export function limitsOf({ throttle, database, cache }: CreatedStage): StageLimits {
  return {
    framesPerSecond: throttle.websocket.rateLimit,
    httpPerSecond: throttle.http.rateLimit,
    httpBurst: throttle.http.burstLimit,
    databaseConnections: databaseConnections(machineOf(`db.${database.instanceType}`).gib),
    redisBytes: machineOf(cache.nodeType).gib * shareOfData * 2 ** 30,
  };
}
