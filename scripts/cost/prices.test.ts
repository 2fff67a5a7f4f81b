import { describe, expect, it } from 'vitest';
import { costOf } from './bill.ts';
import { prices } from './prices.ts';

describe('prices', () => {
  it('charges the first units at the first price and those beyond at theirs', () => {
    const first = 1e9 * prices.socketMessages.usd;

    expect(costOf('socketMessages', 1e6)).toBeCloseTo(1);
    expect(costOf('socketMessages', 2e9)).toBeCloseTo(first + 800);
  });

  it('names a page for every price', () => {
    for (const { page } of Object.values(prices)) expect(new URL(page).protocol).toBe('https:');
  });
});
