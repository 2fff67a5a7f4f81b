import type { Price } from './price.ts';
import { type PriceName, prices } from './prices.ts';

/** What is used in a month, by price. */
export type Usage = Readonly<Partial<Record<PriceName, number>>>;

/** What so much of one thing costs, in dollars; no free tier is taken off. */
export function costOf(name: PriceName, amount: number): number {
  const price: Price = prices[name];
  const steps = [{ from: 0, usd: price.usd }, ...(price.beyond ?? [])];
  return steps.reduce((sum, { from, usd }, index) => {
    const to = steps[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    return sum + Math.max(0, Math.min(amount, to) - from) * usd;
  }, 0);
}

/** What everything costs that was used. */
export const total = (usage: Usage): number =>
  entriesOf(usage).reduce((sum, [name, amount]) => sum + costOf(name, amount), 0);

const entriesOf = (usage: Usage): readonly (readonly [PriceName, number])[] =>
  // The keys are the type's own; `Object.entries` forgets that.
  Object.entries(usage) as [PriceName, number][];

/** Several usages as one. */
export function add(...usages: readonly Usage[]): Usage {
  const sum: Partial<Record<PriceName, number>> = {};
  for (const [name, amount] of usages.flatMap(entriesOf)) sum[name] = (sum[name] ?? 0) + amount;
  return sum;
}

export function times(usage: Usage, factor: number): Usage {
  return Object.fromEntries(entriesOf(usage).map(([name, amount]) => [name, amount * factor]));
}

/** Dollars as a person reads them. */
export function dollars(usd: number): string {
  if (usd >= 100) return Math.round(usd).toLocaleString('en');
  return usd.toFixed(2);
}
