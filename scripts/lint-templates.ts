// `npm run lint:templates`: cfn-lint, which comes from PyPI, on the templates of all stages. Ends with `N passed, N failed`, and with 75
// where it can't be installed.
import { mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { installPackages } from './deploy/python-packages.ts';
import { Report } from './deploy/report.ts';
import { runProgram } from './deploy/run-program.ts';
import { notHere, Unavailable } from './deploy/unavailable.ts';
import { accepted } from './lint/accepted.ts';
import { type Finding, unaccepted, unneeded } from './lint/findings.ts';
import { writeTemplates } from './lint/templates.ts';

const base = resolve('.local/lint');
/** Where the stages are meant to run: what AWS offers differs. */
const region = 'us-east-1';
const limitMs = 300_000;
const say = (line: string) => console.log(line);

/** All in one run, which takes every core there is. */
async function lint(python: string, files: readonly string[]): Promise<readonly Finding[]> {
  const { code, output } = await runProgram({
    command: join(dirname(python), 'cfn-lint'),
    args: ['--format', 'json', '--regions', region, '--template', ...files],
    env: { PATH: process.env['PATH'], HOME: base },
    limitMs,
  });
  // Its code tells of what levels the findings are; without a list of them it has failed.
  if (!output.startsWith('[')) throw new Error(`cfn-lint ended with ${code}: ${output.trim()}`);
  return JSON.parse(output);
}

async function lintAll(python: string): Promise<number> {
  const folder = join(base, 'cdk.out');
  rmSync(folder, { recursive: true, force: true });
  const files = writeTemplates(folder);
  const all = await lint(python, files);
  const report = new Report(say);
  for (const file of files) {
    const findings = all.filter(({ Filename }) => Filename === file);
    await report.check(basename(file), async () => {
      const lines = unaccepted(findings, accepted);
      if (lines.length > 0) throw new Error(`\n  ${lines.join('\n  ')}`);
      return `${findings.length} findings, all accepted`;
    });
  }
  await report.check('whatever is accepted was found', async () => {
    const [first] = unneeded(all, accepted);
    if (first) throw new Error(`${first.rule} at ${first.place} was not`);
    return undefined;
  });
  report.end();
  return report.failed;
}

try {
  mkdirSync(base, { recursive: true });
  const { signal } = new AbortController();
  const packages = ['cfn-lint==1.58.0'];
  const python = await installPackages({ folder: join(base, 'python'), packages, say, signal });
  process.exitCode = (await lintAll(python)) === 0 ? 0 : 1;
} catch (error) {
  console.error(`cannot lint the templates: ${error instanceof Error ? error.message : error}`);
  process.exitCode = error instanceof Unavailable ? notHere : 1;
}
