import { breaksOf, simulateHour, steps } from '../../bench/simulate/report.ts';
import { times, total, type Usage } from './bill.ts';
import { idleLines } from './idle.ts';
import { type CreatedStage, createdStage, limitsOf } from './stage-limits.ts';
import { connectUsage, messageUsage, pingUsage } from './users.ts';

/** The stores that a step needs, by what it asks of them in docs/scaling.md; `undefined`: those of the stage. */
const stores: Readonly<Record<number, { readonly database: string; readonly cache: string } | undefined>> = {
  100000: { database: 'm7g.large', cache: 'cache.m7g.large' },
  1000000: { database: 'r7g.4xlarge', cache: 'cache.r7g.large' },
};

function stageFor(connections: number): CreatedStage {
  const prod = createdStage('prod');
  const larger = stores[connections];
  if (!larger) return prod;
  return {
    ...prod,
    database: { ...prod.database, instanceType: larger.database },
    cache: { ...prod.cache, nodeType: larger.cache },
  };
}

export type StepCost = {
  readonly connections: number;
  readonly stores: string;
  readonly base: number;
  readonly connecting: number;
  readonly pings: number;
  readonly messages: number;
  readonly breaks: string;
};

/** What one user takes in a month. */
type UserUsage = { readonly connecting: Usage; readonly pings: Usage; readonly messages: Usage };

/** What so many users cost in a month, and what breaks first with the stage as it is. */
function priceStep(size: (typeof steps)[number], user: UserUsage): StepCost {
  const { connections } = size;
  const stage = stageFor(connections);
  const users = (usage: Usage) => total(times(usage, connections));
  return {
    connections,
    stores: `db.${stage.database.instanceType}, ${stage.cache.nodes} × ${stage.cache.nodeType}`,
    base: idleLines(stage).reduce((sum, { usd }) => sum + usd, 0),
    connecting: users(user.connecting),
    pings: users(user.pings),
    messages: users(user.messages),
    breaks: breaksOf(simulateHour(size, 'group'), limitsOf(createdStage('prod'))),
  };
}

export function priceSteps(): readonly StepCost[] {
  const user = { connecting: connectUsage(), pings: pingUsage(), messages: messageUsage() };
  return steps.map((size) => priceStep(size, user));
}

/** All of it, in dollars a month. */
export const sumOf = ({ base, connecting, pings, messages }: StepCost): number =>
  base + connecting + pings + messages;
