import fc from 'fast-check';
import type { ContractStack } from './contract-stack.ts';
import type { Breach } from './history.ts';
import type { Plan, Size } from './plan.ts';
import { plansOf } from './plans.ts';
import { runPlan } from './run-plan.ts';

export type Played = {
  /** What the smallest plan that was found breaks; nothing when the plan of the seed kept every promise. */
  readonly breaches: readonly Breach[];
  readonly plan: Plan | undefined;
  /** Where fast-check finds that plan again. */
  readonly path: string | undefined;
  readonly counts: ReadonlyMap<string, number>;
};

export type Playing = {
  readonly size: Size;
  readonly seed: number;
  readonly path?: string | undefined;
  /** How long to look for a smaller plan that breaks a promise as well. */
  readonly shrinkMs: number;
};

/** Runs the plan of a seed; when it breaks a promise, looks for a smaller one that does. */
export async function play(stack: ContractStack, { size, seed, path, shrinkMs }: Playing): Promise<Played> {
  let breaches: readonly Breach[] = [];
  let counts: ReadonlyMap<string, number> | undefined;
  let until = Number.POSITIVE_INFINITY;
  const property = fc.asyncProperty(plansOf(size), async (plan) => {
    // Every smaller plan counts as good once the time for looking is over, which ends it.
    if (performance.now() > until) return true;
    const run = await runPlan(stack, size, plan).catch((error) => {
      // It is not looked for a smaller plan that breaks the run.
      until = 0;
      throw error;
    });
    counts ??= run.counts;
    if (run.breaches.length === 0) return true;
    breaches = run.breaches;
    until = Math.min(until, performance.now() + shrinkMs);
    return false;
  });
  const { counterexample, counterexamplePath, errorInstance } = await fc.check(property, {
    seed,
    numRuns: 1,
    ...(path === undefined ? {} : { path }),
  });
  // The run itself broke, and no promise.
  if (errorInstance !== null && breaches.length === 0) throw errorInstance;
  return {
    breaches,
    plan: counterexample?.[0],
    path: counterexamplePath ?? undefined,
    counts: counts ?? new Map(),
  };
}
