// `npm run conformance`: runs the gateway's tests and writes the table of rules and their tests into docs/local-gateway.md;
// fails when a rule has no test that passes or one that fails, a test names no rule, or a rule of our own choosing has no test
// that says so. With `--check` it runs nothing and writes nothing, looks at the titles alone, and fails when the table is stale.
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';

type Rule = { readonly id: string; readonly mark: 'D' | 'M' | 'C' | 'X' | 'S'; readonly text: string };
type Test = { readonly id: string; readonly title: string; readonly file: string; readonly passed: boolean };
type Report = {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
};

const page = 'docs/local-gateway.md';
const begin = '<!-- conformance: written by scripts/conformance.ts -->';
const end = '<!-- /conformance -->';
const titlePattern = /(['"`])(?<id>[A-Z]\d+[a-z]?): (?<title>(?:(?!\1)[^\\]|\\.)*)\1/g;

function readRules(): readonly Rule[] {
  return JSON.parse(readFileSync('docs/conformance-rules.json', 'utf8'));
}

/** The tests that name a rule, as their sources have them. */
function readTests(): readonly Test[] {
  return globSync('{local,test}/**/*.test.ts', { exclude: ['**/node_modules/**'] }).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(titlePattern)].map(({ groups }) => ({
      id: groups?.['id'] ?? '',
      title: groups?.['title'] ?? '',
      file,
      passed: true,
    })),
  );
}

/** The tests that name a rule, as they came out when they were run just now; one title may stand for several cases. */
function runTests(): readonly Test[] {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const outputFile = join(folder, 'report.json');
  const args = ['run', '--project', 'unit', '--project', 'e2e', 'local', 'test/local'];
  spawnSync('vitest', [...args, '--reporter=json', `--outputFile=${outputFile}`], { stdio: 'inherit' });
  const { testResults }: Report = JSON.parse(readFileSync(outputFile, 'utf8'));
  rmSync(folder, { recursive: true });
  return testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.flatMap(({ title, status }) => {
      const id = /^([A-Z]\d+[a-z]?): /.exec(title)?.[1];
      return id ? [{ id, title, file: relative('.', name), passed: status === 'passed' }] : [];
    }),
  );
}

function findFaults(rules: readonly Rule[], tests: readonly Test[]): readonly string[] {
  const known = new Set(rules.map(({ id }) => id));
  const strangers = tests.filter(({ id, file }) => file.startsWith('local/gateway/') && !known.has(id));
  const untested = rules.filter(({ id }) => !tests.some((test) => test.id === id));
  const failed = tests.filter(({ passed }) => !passed);
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
    ...failed.map(({ title, file }) => `failed: ${title}: ${file}`),
    ...strangers.map(({ id, file }) => `${id} is no rule: ${file}`),
    ...unchosen.map(({ id }) => `${id} is our choice, and no test of it says so`),
  ];
}

function toRow({ id, mark, text }: Rule, tests: readonly Test[]): string {
  const own = tests.filter((test) => test.id === id);
  const files = [...new Set(own.map(({ file }) => file))].sort();
  const links = files.map((file) => `[${basename(file)}](../${file})`);
  const passed = own.filter((test) => test.passed).length;
  return `| ${id} | ${mark} | ${text.replaceAll('|', '\\|')} | ${links.join(', ')} | ${passed} |`;
}

function toTable(rules: readonly Rule[], tests: readonly Test[]): string {
  const rows = rules.map((rule) => toRow(rule, tests));
  return ['| rule | mark | what the gateway does | tests | passed |', '|---|---|---|---|---|', ...rows].join(
    '\n',
  );
}

function fill(text: string, table: string): string {
  const start = text.indexOf(begin);
  const stop = text.indexOf(end);
  if (start < 0 || stop < start) throw new Error(`cannot write the table: ${page} lacks its markers`);
  return `${text.slice(0, start + begin.length)}\n${table}\n${text.slice(stop)}`;
}

/** Without the count of cases, which only a run knows. */
const uncounted = (text: string) => text.replaceAll(/ \| \d+ \|$/gm, ' |');

const rules = readRules();
const check = process.argv.includes('--check');
const tests = check ? readTests() : runTests();
const before = readFileSync(page, 'utf8');
const after = fill(before, toTable(rules, tests));
const isStale = check && uncounted(after) !== uncounted(before);
if (!check) writeFileSync(page, after);

const faults = [...findFaults(rules, tests), ...(isStale ? [`${page} is stale: npm run conformance`] : [])];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;
else console.log(`${rules.length} rules, ${tests.length} tests`);
