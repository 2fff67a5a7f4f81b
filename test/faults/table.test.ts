import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it } from 'vitest';

const page = readFileSync('docs/delivery.md', 'utf8');
const number = 'D?F\\d+b?';

/** From fault to the test files that its row names. */
const rows = new Map(
  [...page.matchAll(new RegExp(`^\\| (${number}) \\|.*\\| ([^|]+) \\|$`, 'gm'))].map(
    ([, fault = '', files = '']) => [fault, linksIn(files)],
  ),
);

/** From fault to the test files with a title that begins with it. */
const titles = new Map<string, string[]>();
for (const file of globSync('{test,client,shared}/**/*.test.ts').toSorted()) {
  const source = readFileSync(file, 'utf8');
  for (const [, faults = ''] of source.matchAll(new RegExp(`'((?:${number}, )*${number}): `, 'g')))
    for (const fault of faults.split(', '))
      titles.set(fault, [...(titles.get(fault) ?? []), posix.normalize(file)]);
}

function linksIn(text: string): string[] {
  return [...text.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file = '']) => file).toSorted();
}

const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

it('has every fault of the protocol and of the Django version, each once', () => {
  const expected = [...numbered('F', 22), ...numbered('DF', 19), 'DF1b', 'DF3b', 'DF14b'];

  expect([...rows.keys()].toSorted()).toEqual(expected.toSorted());
  expect(page.match(new RegExp(`^\\| ${number} \\|`, 'gm'))).toHaveLength(expected.length);
});

it('names for each fault the files that have a test of its number, and no others', () => {
  const found = [...titles].map(([fault, files]) => [fault, [...new Set(files)].toSorted()] as const);

  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(rows));
});

it('names files that there are', () => {
  const files = new Set(globSync('{test,client,docs,shared}/**/*.{ts,md}'));
  const gone = linksIn(page).filter((file) => !files.has(file));

  expect(gone).toEqual([]);
});
