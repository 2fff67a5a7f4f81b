import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type ContractStack, startContractStack } from './contract-stack.ts';
import { play } from './play.ts';
import { sizes } from './sizes.ts';

let stack: ContractStack;

beforeAll(async () => {
  stack = await startContractStack({
    postgresUrl: inject('postgresUrl'),
    assembly: join(dirname(inject('logFolder')), 'cdk.out'),
    start: { maxEnvironments: 3 },
  });
});
afterAll(() => stack.remove());

const random = Math.floor(Math.random() * 2 ** 31);

it.each([11, 12, 13, random])('keeps every promise under the faults of seed %i', async (seed) => {
  const { breaches, counts, path } = await play(stack, { size: sizes.short, seed, shrinkMs: 20_000 });

  expect(breaches, `again: npm run contract -- --size short --seed ${seed} --path ${path}`).toEqual([]);
  expect(counts.get('applied')).toBeGreaterThan(0);
});
