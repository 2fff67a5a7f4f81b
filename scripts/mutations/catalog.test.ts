import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mutations } from './catalog.ts';

const changes = mutations.flatMap(({ name, changes: list }) => list.map((change) => ({ name, ...change })));

describe('the mutations', () => {
  it('are at least eight, each with a name of its own', () => {
    expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
    expect(mutations.length).toBeGreaterThanOrEqual(8);
  });

  it.each(changes)('$name: finds its text once in $file', ({ file, from, to }) => {
    expect(readFileSync(file, 'utf8').split(from)).toHaveLength(2);
    expect(to).not.toBe(from);
  });
});
