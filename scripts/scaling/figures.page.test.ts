import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fillFigures } from './figures.ts';

describe('the page of scaling', () => {
  it('has the figures that npm run scaling writes', () => {
    const page = readFileSync('docs/scaling.md', 'utf8');

    expect(page, 'run npm run scaling').toBe(fillFigures(page));
  }, 120_000);

  it('is not written where a marker is missing', () => {
    expect(() => fillFigures('# Scaling')).toThrow(/lacks <!-- simulation/);
  });
});
