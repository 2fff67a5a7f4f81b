import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costPage } from './page.ts';

describe('the page of costs', () => {
  it('is what npm run cost writes, which prices every resource of every stage', () => {
    expect(readFileSync('docs/cost.md', 'utf8'), 'run npm run cost').toBe(costPage());
  }, 120_000);
});
