// `node scripts/conformance.ts`: writes the table of rules and their tests into docs/local-gateway.md, and fails when a rule has
// no test, a test names no rule, or a rule of our own choosing has no test that says so. With `--check` it writes nothing, and
// fails when the table isn't up to date.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

type Rule = { readonly id: string; readonly mark: 'D' | 'M' | 'C' | 'X' | 'S'; readonly text: string };
type Test = { readonly id: string; readonly title: string; readonly file: string };

const page = 'docs/local-gateway.md';
const begin = '<!-- conformance: written by scripts/conformance.ts -->';
const end = '<!-- /conformance -->';
const titlePattern = /(['"`])(?<id>[A-Z]\d+[a-z]?): (?<title>(?:(?!\1)[^\\]|\\.)*)\1/g;

function readRules(): readonly Rule[] {
  return JSON.parse(readFileSync('docs/conformance-rules.json', 'utf8'));
}

function readTests(): readonly Test[] {
  return globSync('{local,test}/**/*.test.ts', { exclude: ['**/node_modules/**'] }).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(titlePattern)].map(({ groups }) => ({
      id: groups?.['id'] ?? '',
      title: groups?.['title'] ?? '',
      file,
    })),
  );
}

function findFaults(rules: readonly Rule[], tests: readonly Test[]): readonly string[] {
  const known = new Set(rules.map(({ id }) => id));
  const strangers = tests.filter(({ id, file }) => file.startsWith('local/gateway/') && !known.has(id));
  const untested = rules.filter(({ id }) => !tests.some((test) => test.id === id));
  const unchosen = rules.filter(({ id, mark }) => {
    const own = tests.filter((test) => test.id === id);
    return (
      (mark === 'S' || mark === 'X') &&
      own.length > 0 &&
      !own.some(({ title }) => title.endsWith('(our choice)'))
    );
  });
  return [
    ...untested.map(({ id }) => `${id} has no test`),
    ...strangers.map(({ id, file }) => `${id} is no rule: ${file}`),
    ...unchosen.map(({ id }) => `${id} is our choice, and no test of it says so`),
  ];
}

function toRow({ id, mark, text }: Rule, tests: readonly Test[]): string {
  const own = tests.filter((test) => test.id === id);
  const files = [...new Set(own.map(({ file }) => file))].sort();
  const links = files.map((file) => {
    const count = own.filter((test) => test.file === file).length;
    return `[${basename(file)}](../${file})${count > 1 ? ` (${count})` : ''}`;
  });
  return `| ${id} | ${mark} | ${text.replaceAll('|', '\\|')} | ${links.join(', ')} |`;
}

function toTable(rules: readonly Rule[], tests: readonly Test[]): string {
  const rows = rules.map((rule) => toRow(rule, tests));
  return ['| rule | mark | what the gateway does | tests |', '|---|---|---|---|', ...rows].join('\n');
}

function fill(text: string, table: string): string {
  const start = text.indexOf(begin);
  const stop = text.indexOf(end);
  if (start < 0 || stop < start) throw new Error(`cannot write the table: ${page} lacks its markers`);
  return `${text.slice(0, start + begin.length)}\n${table}\n${text.slice(stop)}`;
}

const rules = readRules();
const tests = readTests();
const before = readFileSync(page, 'utf8');
const after = fill(before, toTable(rules, tests));
const check = process.argv.includes('--check');
const stale = check && after !== before ? [`${page} is not up to date: run node scripts/conformance.ts`] : [];
if (!check) writeFileSync(page, after);

const faults = [...findFaults(rules, tests), ...stale];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`${rules.length} rules, ${tests.length} tests`);
