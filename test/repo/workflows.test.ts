import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

type Step = {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
};
type Job = {
  readonly uses?: string;
  readonly if?: string;
  readonly needs?: string;
  readonly environment?: string;
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  readonly with?: Readonly<Record<string, unknown>>;
};
type Workflow = {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
};

const files = globSync('.github/workflows/*.{yml,yaml}').toSorted();
const read = (file: string): Workflow => parse(readFileSync(file, 'utf8'));
const named = (name: string) => read(`.github/workflows/${name}.yml`);
const stepsOf = ({ jobs }: Workflow): readonly Step[] =>
  Object.values(jobs).flatMap(({ steps = [] }) => steps);

/** As GitHub writes what it fills in. */
const expression = (text: string) => `\${{ ${text} }}`;

describe('the workflows', () => {
  it('are all looked at here', () => {
    expect(files).toEqual(['ci', 'deploy-stage', 'deploy'].map((name) => `.github/workflows/${name}.yml`));
  });

  it.each(files)('%s uses actions at a full commit, with the version beside it', (file) => {
    const uses = readFileSync(file, 'utf8').match(/^.*\buses:.*$/gm) ?? [];

    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) {
      expect(line).toMatch(
        /uses: (\.\/\.github\/workflows\/[\w-]+\.yml|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/,
      );
    }
  });

  it('use one version of an action everywhere', () => {
    const used = files.flatMap((file) => stepsOf(read(file)).flatMap(({ uses }) => uses ?? []));
    const versions = Map.groupBy(new Set(used), (action) => action.split('@')[0]);

    expect([...versions].filter(([, found]) => found.length > 1)).toEqual([]);
  });

  it.each(files)('%s may read the repository and nothing else, unless a job says more', (file) => {
    expect(read(file).permissions).toEqual({ contents: 'read' });
  });

  it.each(files)('%s has no job without an end', (file) => {
    for (const job of Object.values(read(file).jobs)) {
      expect(job.uses !== undefined || (job['timeout-minutes'] ?? 0) > 0).toBe(true);
    }
  });

  it.each(files)('%s puts nothing of GitHub’s into a script: values come by the environment', (file) => {
    for (const { run = '' } of stepsOf(read(file))) expect(run).not.toMatch(/\$\{\{/);
  });

  it.each(files)('%s leaves no token in the checkout', (file) => {
    const checkouts = stepsOf(read(file)).filter(({ uses = '' }) => uses.startsWith('actions/checkout@'));

    for (const step of checkouts) expect(step.with?.['persist-credentials']).toBe(false);
  });

  it('know no key of AWS: every job that reaches it takes a role', () => {
    for (const file of files) {
      expect(readFileSync(file, 'utf8')).not.toMatch(/aws-access-key-id|AWS_SECRET|secrets\./i);
      const logins = stepsOf(read(file)).filter(({ uses = '' }) => uses.startsWith('aws-actions/'));
      for (const step of logins) expect(step.with?.['role-to-assume']).toMatch(/^\$\{\{ vars\.AWS_\w+ \}\}$/);
    }
  });
});

describe('the workflow that deploys', () => {
  const { on, jobs } = named('deploy');
  const stage = named('deploy-stage').jobs['deploy'];
  const titles = (stage?.steps ?? []).flatMap(({ run, uses }) => run ?? uses ?? []);
  const place = (part: string) => titles.findIndex((title) => title.includes(part));

  it('shows pull requests what would change, with a role that may only look, and not those of forks', () => {
    expect(on).toHaveProperty('pull_request');
    expect(jobs['diff']?.if).toContain('head.repo.full_name == github.repository');
    const login = jobs['diff']?.steps?.find(({ uses = '' }) => uses.startsWith('aws-actions/'));
    expect(login?.with?.['role-to-assume']).toBe(expression('vars.AWS_DIFF_ROLE'));
    expect(JSON.stringify(jobs['diff']?.steps)).toContain('cdk diff parley-dev --method template');
  });

  it('deploys main to dev, and prod by hand from main alone, both after the checks', () => {
    expect(on['push']).toEqual({ branches: ['main'] });
    expect(jobs['dev']).toMatchObject({ needs: 'check', with: { stage: 'dev' } });
    expect(jobs['prod']).toMatchObject({ needs: 'check', with: { stage: 'prod' } });
    expect(jobs['prod']?.if).toBe(
      "github.event_name == 'workflow_dispatch' && inputs.stage == 'prod' && github.ref == 'refs/heads/main'",
    );
  });

  it('is held up by the environment of the stage, one at a time', () => {
    expect(stage?.environment).toBe(expression('inputs.stage'));
    expect(named('deploy-stage')).toMatchObject({ concurrency: { 'cancel-in-progress': false } });
  });

  it('goes back on alarms that there are, five at most, as CloudFormation takes', () => {
    const [, names = ''] = /names=\((.*)\)/.exec(titles.join('\n')) ?? [];
    // Held against the alarms of every stage by another test.
    const runbook = readFileSync('docs/alarms.md', 'utf8').split('\n');

    const watched = names.split(' ');
    expect(watched).toHaveLength(5);
    expect(watched.filter((name) => !runbook.includes(`## ${name}`))).toEqual([]);
  });

  it('deploys, then tries, and brings the last good commit back when that failed', () => {
    const back = stage?.steps?.find(({ run = '' }) => run.includes('git checkout'));

    expect(place('--rollback-trigger-alarm-arns')).toBeLessThan(place('npx cdk deploy'));
    expect(place('npx cdk deploy')).toBeLessThan(place('npm run smoke'));
    expect(place('npm run smoke')).toBeLessThan(place('git checkout'));
    expect(back?.if).toContain("failure() && steps.smoke.outcome == 'failure'");
    expect(back?.run).toMatch(/npx cdk deploy .*\nnpm run smoke/);
  });
});
