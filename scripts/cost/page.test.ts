import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costOf } from './bill.ts';
import { costPage } from './page.ts';
import { prices } from './prices.ts';

describe('the page of costs', () => {
  it('is what npm run cost writes, which prices every resource of every stage', () => {
    expect(readFileSync('docs/cost.md', 'utf8'), 'run npm run cost').toBe(costPage());
  }, 120_000);

  it('charges the first units at the first price and those beyond at theirs', () => {
    const first = 1e9 * prices.socketMessages.usd;

    expect(costOf('socketMessages', 1e6)).toBeCloseTo(1);
    expect(costOf('socketMessages', 2e9)).toBeCloseTo(first + 800);
  });

  it('names a page for every price', () => {
    for (const { page } of Object.values(prices)) expect(new URL(page).protocol).toBe('https:');
  });
});
