import type { FunctionSpec } from './function-catalog.ts';

const gib = 2 ** 30;

/** Memory of the smallest size of a family, by the letter of its class; each next size has twice as much. */
const memory: Readonly<Record<string, { readonly sizes: readonly string[]; readonly smallestGib: number }>> =
  {
    t: { sizes: ['micro', 'small', 'medium', 'large', 'xlarge', '2xlarge'], smallestGib: 1 },
    m: { sizes: ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge'], smallestGib: 8 },
    r: { sizes: ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge'], smallestGib: 16 },
  };

/**
 * How many connections a database of this type takes. It is told the same, so that the two can't differ.
 *
 * RDS's own measure, memory by 9,531,392 bytes and 5,000 at most, with a fifth of the memory left to what is not Postgres.
 *
 * @throws Error for a type whose memory isn't known here.
 */
export function connectionLimit(instanceType: string): number {
  const [family = '', size = ''] = instanceType.split('.');
  const known = memory[family.slice(0, 1)];
  const step = known?.sizes.indexOf(size) ?? -1;
  if (known === undefined || step < 0) {
    throw new Error(`cannot tell how many connections ${instanceType} takes: its memory is not known here`);
  }
  return Math.min(5_000, Math.floor((known.smallestGib * 2 ** step * gib * 0.8) / 9_531_392));
}

/** Kept for what is no function of ours: RDS itself, the migration, somebody looking into it. */
const keptConnections = 15;
/** While new code is rolled out, environments of the old one still hold their connections. */
const generations = 2;
/** Lambda leaves so many executions to functions without a cap, or refuses the caps. */
const keptExecutions = 100;

/** How much of the database each function may have beyond its first execution, against the others; 1 where nothing is said. */
const shares: Readonly<Record<string, number>> = {
  'send-message': 4,
  http: 3,
  deliver: 3,
  authorize: 2,
  connect: 2,
  sync: 2,
  ping: 2,
  // One at a time clears what all others left.
  sweep: 0,
};

type Uses = Pick<FunctionSpec, 'name' | 'needs'>;

/**
 * How often each function that uses the database may run at once, so that they never want more connections together than it
 * takes: an environment holds one, whether it is busy or not.
 *
 * @param account - executions that the account may have at once. When it can't spare the caps, there are none.
 */
export function concurrencyCaps(
  functions: readonly Uses[],
  { connections, account }: { readonly connections: number; readonly account: number },
): Readonly<Record<string, number>> {
  const users = functions.filter(({ needs }) => needs.includes('database'));
  const budget = Math.min(
    Math.floor((connections - keptConnections) / generations),
    account - keptExecutions,
  );
  if (budget < users.length) return {};
  const total = users.reduce((sum, { name }) => sum + (shares[name] ?? 1), 0);
  // One for each, and the rest by share, rounded down: together never more than the budget.
  const rest = budget - users.length;
  return Object.fromEntries(
    users.map(({ name }) => [name, 1 + Math.floor((rest * (shares[name] ?? 1)) / total)]),
  );
}
